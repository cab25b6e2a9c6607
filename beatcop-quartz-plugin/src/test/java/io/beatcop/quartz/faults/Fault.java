package io.beatcop.quartz.faults;

import java.sql.SQLException;

/** A fault of a cluster, while its lease stays where it is, and while it moves. */
enum Fault {

  /** Redis answers nothing for 2.5 s, and then everything. */
  PAUSE {
    @Override
    void strike(FaultyCluster cluster, boolean moves) {
      moving(cluster, moves, () -> cluster.redis().command("CLIENT", "PAUSE", "2500"), 2_500);
    }
  },

  /** Redis ends by TERM, and is back after 2.5 s with its memory. */
  RESTART {
    @Override
    void strike(FaultyCluster cluster, boolean moves) {
      moving(cluster, moves, cluster.redis()::stop, 2_500);
    }
  },

  /** The network between the holder and Redis carries nothing: for 2.5 s, or until others hold. */
  SILENCE {
    @Override
    void strike(FaultyCluster cluster, boolean moves) {
      cluster.silence(moves ? cluster.ttlMillis() + 2_000 : 2_500);
    }
  },

  /** A node is killed: another one, or the holder. Its place here makes it follow a silence. */
  KILL {
    @Override
    void strike(FaultyCluster cluster, boolean moves) throws SQLException {
      cluster.kill(moves);
    }
  },

  /** The holder is stopped by STOP: for 2 s, or until others hold. */
  FREEZE {
    @Override
    void strike(FaultyCluster cluster, boolean moves) {
      cluster.freezeHolder(moves ? cluster.ttlMillis() + 2_000 : 2_000);
    }
  },

  /** Redis hangs up on all its clients. */
  HANG_UP {
    @Override
    void strike(FaultyCluster cluster, boolean moves) {
      moving(cluster, moves, () -> cluster.redis().command("CLIENT", "KILL", "TYPE", "normal"), 0);
    }
  },

  /** Redis ends by TERM, and is back after 2.5 s without its memory. */
  AMNESIA {
    @Override
    void strike(FaultyCluster cluster, boolean moves) {
      moving(
          cluster,
          moves,
          () -> {
            cluster.redis().stop();
            cluster.pass(2_500);
            cluster.redis().restartEmpty();
          },
          0);
    }
  };

  abstract void strike(FaultyCluster cluster, boolean moves) throws SQLException;

  private static void moving(
      FaultyCluster cluster, boolean moves, Runnable fault, long lastsMillis) {
    Runnable whole =
        () -> {
          fault.run();
          cluster.pass(lastsMillis);
          cluster.redis().start();
        };
    if (moves) {
      cluster.whileItMoves(whole);
    } else {
      whole.run();
    }
  }
}
