/* The keeper: ends the child, and all that the child has started, when its time is over. */
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process that has not ended so long after KILL is reported as stuck. */
#define PATIENCE SECOND

struct keeper {
    int channel, report, ends, timer;
    pid_t child;          /* 0 once it has ended */
    int64_t deadline;     /* on the clock that counts sleep */
    bool killing;
    int64_t killing_since;
    bool let_go; /* the child may execute its program */
    bool told_stuck;
    int rest_signal; /* for what the child has left behind, 0 if there is none */
    pid_t told[MAX_LISTED];
    size_t told_count;
};

static void begin_killing(struct keeper *self)
{
    if (!self->killing) {
        self->killing = true;
        self->killing_since = boot_now();
    }
}

static void set_deadline(struct keeper *self, int64_t deadline, int64_t sleep)
{
    int64_t now = boot_now();
    self->deadline = deadline + sleep;
    /* No lease lasts longer than a day, so a deadline beyond two is a mistake. */
    if (self->deadline - now > 2 * 86400 * SECOND)
        self->deadline = now;
    arm(self->timer, self->deadline);
}

static void obey(struct keeper *self, unsigned char *frame, size_t length)
{
    struct cursor from = {frame + HEADER_SIZE, frame + length, false};
    if (length < HEADER_SIZE || length > MAX_RELAYED || frame_length(frame) != length) {
        begin_killing(self);
        return;
    }
    switch (frame[0]) {
    case EXTEND: {
        int64_t id = get_i64(&from), deadline = get_i64(&from), sleep = get_i64(&from);
        if (from.failed) {
            begin_killing(self);
        } else {
            set_deadline(self, deadline, sleep);
            send_two_i64(self->channel, EXTENDED, id, sleep_so_far());
        }
        break;
    }
    case SIGNAL: {
        int signal = get_i32(&from);
        /* A child that was waited for is 0 here: its pid may be that of another process. */
        if (self->child)
            kill(self->child, signal);
        break;
    }
    case SIGNAL_REST:
        self->rest_signal = get_i32(&from);
        break;
    default:
        /* KILL, and any frame that we do not understand. */
        begin_killing(self);
    }
}

static void listen_to_front(struct keeper *self)
{
    unsigned char frame[MAX_RELAYED + 1];
    ssize_t length = recv(self->channel, frame, sizeof frame, MSG_DONTWAIT);
    if (length > 0)
        obey(self, frame, (size_t)length);
    else if (length == 0 || (errno != EAGAIN && errno != EINTR))
        begin_killing(self);
}

/* Reads how the child's exec went: the exec has closed the pipe, or the child has sent its error. */
static void read_report(struct keeper *self)
{
    struct obstacle obstacle;
    if (read(self->report, &obstacle, sizeof obstacle) == sizeof obstacle) {
        send_error(self->channel, obstacle.before_exec ? NOT_STARTED : NOT_EXECUTED, obstacle.error);
    } else if (self->let_go) {
        send_i32(self->channel, STARTED, self->child);
    }
    close(self->report);
    self->report = -1;
}

/* Reaps all processes that have ended. Returns whether none is left. */
static bool reap(struct keeper *self)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
        if (ended == self->child) {
            if (self->report >= 0)
                read_report(self);
            self->child = 0;
            send_i32(self->channel, CHILD_ENDED, status);
        }
    }
    return ended < 0 && errno == ECHILD;
}

static bool was_told(const struct keeper *self, pid_t process)
{
    for (size_t i = 0; i < self->told_count; i++) {
        if (self->told[i] == process)
            return true;
    }
    return false;
}

/* Orphans become our children one generation after the other. Each is sent the signal once. */
static void signal_rest(struct keeper *self)
{
    pid_t children[MAX_LISTED];
    size_t number = list_children(children, MAX_LISTED);
    for (size_t i = 0; i < number; i++) {
        if (children[i] != self->child && !was_told(self, children[i]) && self->told_count < MAX_LISTED) {
            kill(children[i], self->rest_signal);
            self->told[self->told_count++] = children[i];
        }
    }
}

static void kill_all(struct keeper *self)
{
    int error = 0;
    pid_t refused;
    /* We know the direct child even if the list can't be read. */
    if (self->child)
        kill(self->child, SIGKILL);
    refused = kill_children(&error);
    if (!self->told_stuck && boot_now() - self->killing_since > PATIENCE) {
        pid_t any = 0;
        list_children(&any, 1);
        send_two_i32(self->channel, STUCK, refused ? refused : any, error);
        self->told_stuck = true;
    }
}

/* Runs until no process of the child is left. */
static void run(struct keeper *self)
{
    enum { CHANNEL, ENDS, TIMER, REPORT };
    while (!reap(self)) {
        struct pollfd polled[] = {
            [CHANNEL] = {self->channel, POLLIN, 0},
            [ENDS] = {self->ends, POLLIN, 0},
            [TIMER] = {self->timer, POLLIN, 0},
            [REPORT] = {self->report, POLLIN, 0},
        };
        if (boot_now() >= self->deadline)
            begin_killing(self);
        if (self->killing) {
            kill_all(self);
            /* Only ends matter now. The timeout is for processes that were forked unseen, or are stuck. */
            polled[CHANNEL].fd = polled[TIMER].fd = -1;
        }
        if (self->rest_signal && !self->killing)
            signal_rest(self);
        int timeout = !self->killing ? -1 : self->told_stuck ? 200 : 10;
        if (poll(polled, 4, timeout) < 0 && errno != EINTR)
            begin_killing(self);
        if (polled[ENDS].revents) {
            struct signalfd_siginfo end;
            while (read(self->ends, &end, sizeof end) == sizeof end)
                ;
        }
        if (polled[REPORT].revents)
            read_report(self);
        if (polled[TIMER].revents)
            begin_killing(self);
        if (polled[CHANNEL].revents)
            listen_to_front(self);
    }
}

/* The system gives no process for the child: tells it as a child that has ended at once. */
static _Noreturn void end_without_child(int channel)
{
    send_error(channel, NOT_STARTED, errno);
    send_i32(channel, CHILD_ENDED, WAITED(NO_RESOURCES));
    send_empty(channel, GONE);
    _exit(NO_RESOURCES);
}

void keep(const struct start *start, int channel, const struct origin *origin)
{
    static struct keeper self;
    sigset_t ends, all;
    int go[2], report[2];
    pid_t keeper = getpid();

    self.channel = channel;
    prctl(PR_SET_NAME, "beatcop-keeper");
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    sigemptyset(&ends);
    sigaddset(&ends, SIGCHLD);
    self.ends = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    self.timer = open_timer();
    if (self.ends < 0 || self.timer < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) || pipe2(go, O_CLOEXEC) ||
        pipe2(report, O_CLOEXEC))
        end_without_child(channel);

    self.child = fork();
    if (self.child < 0)
        end_without_child(channel);
    if (self.child == 0) {
        close(go[1]);
        become_child(start, origin, go[0], report[1], keeper);
    }
    close(go[0]);
    close(report[1]);
    self.report = report[0];
    /*
     * Only now, so that the child stays in the session and the process group of its user. A signal
     * to that group, such as TERM or STOP, is for the child and not for the keeper.
     */
    setsid();
    set_deadline(&self, start->deadline, start->sleep);
    if (boot_now() < self.deadline)
        self.let_go = write(go[1], "", 1) == 1;
    if (!self.let_go)
        begin_killing(&self);
    close(go[1]);
    run(&self);
    send_empty(channel, GONE);
    _exit(0);
}
