/*
 * The front: the process that the user started. It has two children of its own, the JVM and the
 * keeper, and never waits for either. It passes frames and signals on. When one of the two is gone,
 * it kills whatever is left.
 */
#include "front.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The front acts on a deadline so much later than the keeper. */
#define AFTER_THE_KEEPER (25 * MILLISECOND)
/* The keeper has so much time to kill the child when it is told to; then the front kills the keeper. */
#define KEEPER_PATIENCE (250 * MILLISECOND)
/* The time between two looks for processes that are left. */
#define SWEEP_INTERVAL (10 * MILLISECOND)
/* The JVM is sent no signal while so many bytes are unread: frames that matter more need the room. */
#define MAX_UNREAD 32768

static void begin_sweep(struct front *self)
{
    if (!self->sweeping) {
        self->sweeping = true;
        self->sweeping_since = boot_now();
        self->told_stuck = false;
    }
}

static void kill_jvm(struct front *self)
{
    if (self->jvm)
        kill(self->jvm, SIGKILL);
}

/* Ends the JVM, since it does not read or sends nonsense. Without a JVM nothing may run. */
static void give_up_jvm(struct front *self, const char *why)
{
    if (self->jvm && !self->jvm_code) {
        fprintf(stderr, "beatcop: the guard ends Java and the command: %s\n", why);
        self->jvm_code = BROKEN;
    }
    kill_jvm(self);
}

static void must_send(struct front *self, bool sent)
{
    if (sent || self->leaving)
        return;
    /* The JVM has just ended. reap() finds out how. */
    if (errno == EPIPE || errno == ECONNRESET)
        kill_jvm(self);
    else
        give_up_jvm(self, "Java does not read what it is told");
}

static void close_keeper_channel(struct front *self)
{
    if (self->keeper_channel >= 0)
        close(self->keeper_channel);
    self->keeper_channel = -1;
}

/* Ends the child, since there is no JVM to decide any more. */
static void jvm_is_gone(struct front *self)
{
    if (self->jvm_channel >= 0)
        close(self->jvm_channel);
    self->jvm_channel = -1;
    close_keeper_channel(self);
    if (self->keeper)
        arm(self->timer, boot_now() + KEEPER_PATIENCE);
    else
        begin_sweep(self);
}

static void tree_is_gone(struct front *self)
{
    self->tree_lives = false;
    if (self->jvm_channel >= 0)
        must_send(self, send_empty(self->jvm_channel, GONE));
}

static void child_has_ended(struct front *self, int status)
{
    if (self->child_lives && self->jvm_channel >= 0)
        must_send(self, send_i32(self->jvm_channel, CHILD_ENDED, status));
    self->child_lives = false;
}

static bool is_stranger(const struct front *self, pid_t child)
{
    for (size_t i = 0; i < self->stranger_count; i++) {
        if (self->strangers[i] == child)
            return true;
    }
    return false;
}

/* Kills all processes that became our children. Returns whether none is left. */
static bool sweep(struct front *self)
{
    pid_t children[MAX_LISTED], left = 0, refused = 0;
    int error = 0;
    size_t number = list_children(children, MAX_LISTED);
    for (size_t i = 0; i < number; i++) {
        if (children[i] == self->jvm || is_stranger(self, children[i]))
            continue;
        left = children[i];
        if (kill(left, SIGKILL) && errno != ESRCH) {
            refused = left;
            error = errno;
        }
    }
    if (left && !self->told_stuck && boot_now() - self->sweeping_since > SECOND) {
        if (self->jvm_channel >= 0)
            send_two_i32(self->jvm_channel, STUCK, refused ? refused : left, error);
        self->told_stuck = true;
    }
    return !left;
}

static void sweep_if_due(struct front *self)
{
    if (!self->sweeping)
        return;
    if (!sweep(self)) {
        arm(self->timer, boot_now() + SWEEP_INTERVAL * (self->told_stuck ? 20 : 1));
        return;
    }
    self->sweeping = false;
    if (self->tree_lives) {
        child_has_ended(self, SIGKILL);
        tree_is_gone(self);
    }
}


static void relay_from_keeper(struct front *self, const unsigned char *frame, size_t length)
{
    struct cursor from = {(unsigned char *)frame + HEADER_SIZE, (unsigned char *)frame + length, false};
    if (frame[0] == CHILD_ENDED) {
        child_has_ended(self, get_i32(&from));
    } else if (frame[0] == GONE) {
        /* The keeper is about to exit, and has no child any more. */
        self->keeper = 0;
        close_keeper_channel(self);
        tree_is_gone(self);
        if (!self->jvm)
            begin_sweep(self);
    } else if (self->jvm_channel >= 0) {
        must_send(self, send_bytes(self->jvm_channel, frame, length));
    }
}

static void listen_to_keeper(struct front *self)
{
    unsigned char frame[MAX_RELAYED];
    ssize_t length = 0;
    while (self->keeper_channel >= 0 &&
           (length = recv(self->keeper_channel, frame, sizeof frame, MSG_DONTWAIT)) >= HEADER_SIZE)
        relay_from_keeper(self, frame, (size_t)length);
    if (self->keeper_channel >= 0 && length >= 0)
        close_keeper_channel(self);
}

static void keeper_has_ended(struct front *self)
{
    /* Its last frames may be unread. If GONE is among them, its end is no news. */
    listen_to_keeper(self);
    if (!self->keeper)
        return;
    self->keeper = 0;
    close_keeper_channel(self);
    begin_sweep(self);
}

static void not_started(struct front *self, int error)
{
    must_send(self, send_error(self->jvm_channel, NOT_STARTED, error));
    self->tree_lives = self->child_lives = true;
    child_has_ended(self, WAITED(NO_RESOURCES));
    /* The sweep sends GONE, once nothing is left. */
    begin_sweep(self);
}

static void start(struct front *self, unsigned char *payload, size_t length)
{
    struct start start;
    int channel[2];
    if (self->keeper || self->tree_lives || self->sweeping) {
        give_up_jvm(self, "it was told to start a command while something of the last one may be left");
        return;
    }
    if (!read_start(payload, length, &start)) {
        give_up_jvm(self, "it was told to start what is no command, such as one with a NUL in it");
        return;
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel)) {
        not_started(self, errno);
        return;
    }
    pid_t keeper = fork();
    int error = errno;
    if (keeper == 0) {
        /* While this process has a copy of a channel, the other side would not read its end. */
        close(channel[0]);
        close(self->jvm_channel);
        close(self->signals);
        close(self->timer);
        keep(&start, channel[1], &self->origin);
    }
    close(channel[1]);
    if (keeper < 0) {
        close(channel[0]);
        not_started(self, error);
        return;
    }
    self->keeper_channel = channel[0];
    self->tree_lives = self->child_lives = true;
    self->keeper = keeper;
    arm(self->timer, start.deadline + start.sleep + AFTER_THE_KEEPER);
    /* The memory of a START frame is not freed: a JVM sends few of them. */
}


static void tell_keeper(struct front *self, const unsigned char *frame, size_t length)
{
    /* If this fails, the keeper gets no later deadline, and is killed after its last one. */
    if (self->keeper_channel >= 0)
        send_bytes(self->keeper_channel, frame, length);
}

static void obey(struct front *self, unsigned char *frame, size_t length)
{
    struct cursor from = {frame + HEADER_SIZE, frame + length, false};
    self->begun = true;
    if (frame[0] == ENVIRONMENT) {
        must_send(self, send_withheld(self->jvm_channel));
        return;
    }
    self->attached = true;
    switch (frame[0]) {
    case PING: {
        unsigned char pong[HEADER_SIZE + 24];
        struct cursor to = frame_begin(pong, sizeof pong, PONG);
        put_i64(&to, get_i64(&from));
        put_i64(&to, monotonic_now());
        put_i64(&to, sleep_so_far());
        must_send(self, send_bytes(self->jvm_channel, pong, frame_end(pong, &to)));
        break;
    }
    case START:
        start(self, frame + HEADER_SIZE, length - HEADER_SIZE);
        break;
    case EXTEND: {
        (void)get_i64(&from);
        int64_t deadline = get_i64(&from), sleep = get_i64(&from);
        if (self->keeper && !from.failed)
            arm(self->timer, deadline + sleep + AFTER_THE_KEEPER);
        tell_keeper(self, frame, length);
        break;
    }
    case KILL:
        if (self->keeper)
            arm(self->timer, boot_now() + KEEPER_PATIENCE);
        tell_keeper(self, frame, length);
        break;
    case SIGNAL:
    case SIGNAL_REST:
        tell_keeper(self, frame, length);
        break;
    case NOTIFY: {
        char *state = get_string(&from);
        if (state)
            notify_systemd(state);
        free(state);
        break;
    }
    case BYE:
        self->leaving = true;
        shutdown(self->jvm_channel, SHUT_WR);
        break;
    default:
        give_up_jvm(self, "Java sent what this guard does not understand: are they of one version?");
    }
}

/* Obeys all whole frames that were read, and keeps the beginning of the next one. */
static void obey_all(struct front *self)
{
    size_t done = 0;
    while (self->unread_length - done >= HEADER_SIZE) {
        size_t length = frame_length(self->unread + done);
        if (length > MAX_FRAME) {
            give_up_jvm(self, "Java sent more at once than any command takes");
            done = self->unread_length;
        } else if (self->unread_length - done < length) {
            break;
        } else {
            obey(self, self->unread + done, length);
            done += length;
        }
    }
    memmove(self->unread, self->unread + done, self->unread_length - done);
    self->unread_length -= done;
}

static void listen_to_jvm(struct front *self)
{
    ssize_t length = recv(self->jvm_channel, self->unread + self->unread_length,
                          MAX_FRAME - self->unread_length, MSG_DONTWAIT);
    if (length > 0) {
        self->unread_length += (size_t)length;
        obey_all(self);
    } else if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
        /* The JVM is about to end, or has lost its only way to us. */
        kill_jvm(self);
        jvm_is_gone(self);
    }
}


static void take_signal(struct front *self, const struct signalfd_siginfo *taken)
{
    int signal = (int)taken->ssi_signo, unread = 0;
    if (!self->jvm)
        return;
    if (!self->attached || self->leaving) {
        /* The JVM can't decide what the signal means: not yet, or not any more. */
        if (signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT) {
            self->jvm_code = BY_SIGNAL + signal;
            kill_jvm(self);
        }
        return;
    }
    if (self->jvm_channel >= 0 && ioctl(self->jvm_channel, TIOCOUTQ, &unread) == 0 && unread < MAX_UNREAD)
        send_two_i32(self->jvm_channel, SIGNALLED, signal, taken->ssi_code == SI_KERNEL);
}

/* Works out our exit code, and says what the exit code of the JVM does not tell. */
static void jvm_has_ended(struct front *self, int status)
{
    self->jvm = 0;
    if (self->jvm_code)
        return;
    self->jvm_code = WIFEXITED(status) ? WEXITSTATUS(status) : BY_SIGNAL + WTERMSIG(status);
    int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if (signal)
        fprintf(stderr, "beatcop: Java was ended by signal %d, and the command with it\n", signal);
    bool crashed = signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGILL;
    bool never_began = !self->begun && self->jvm_code == 1;
    /* A class that is damaged in a way that Java notices is an error to it, and no crash. */
    if ((crashed || never_began) && self->archive && unlink(self->archive) == 0)
        fprintf(stderr, "beatcop: Java has %s: the class archive %s, which may be damaged, is removed\n",
                crashed ? "crashed" : "failed", self->archive);
    if (never_began) {
        fprintf(stderr, "beatcop: Java could not start, for the reason above: see the limits of memory and"
                        " processes, JAVA_HOME, and BEATCOP_JAVA_OPTS\n");
        self->jvm_code = NO_RESOURCES;
    }
    /* -XX:+ExitOnOutOfMemoryError ends with 3. A JVM that passes on a child's 3 has said BYE before. */
    if (!self->leaving && self->jvm_code == 3) {
        fprintf(stderr, "beatcop: Java ran out of memory: give it more, as by BEATCOP_JAVA_OPTS=-Xmx64m\n");
        self->jvm_code = NO_RESOURCES;
    }
}

static void reap(struct front *self)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
        if (ended == self->jvm) {
            jvm_has_ended(self, status);
            jvm_is_gone(self);
        } else if (ended == self->keeper) {
            keeper_has_ended(self);
        }
    }
}

static void take_signals(struct front *self)
{
    struct signalfd_siginfo taken;
    while (read(self->signals, &taken, sizeof taken) == sizeof taken) {
        if (taken.ssi_signo != SIGCHLD)
            take_signal(self, &taken);
    }
    reap(self);
}


static void time_is_over(struct front *self)
{
    uint64_t times;
    if (read(self->timer, &times, sizeof times) != sizeof times)
        return;
    /* The keeper should have acted by now. The kernel kills its child then, and a sweep the rest. */
    if (self->keeper)
        kill(self->keeper, SIGKILL);
}

int run_front(struct front *self)
{
    enum { SIGNALS, TIMER, JVM, KEEPER };
    while (self->jvm || self->keeper || self->sweeping) {
        struct pollfd polled[] = {
            [SIGNALS] = {self->signals, POLLIN, 0},
            [TIMER] = {self->timer, POLLIN, 0},
            [JVM] = {self->jvm_channel, POLLIN, 0},
            [KEEPER] = {self->keeper_channel, POLLIN, 0},
        };
        if (poll(polled, 4, -1) < 0 && errno != EINTR)
            fail("poll");
        /* Before the JVM's frames, so that the JVM hears of events in their order. */
        if (polled[KEEPER].revents && self->keeper_channel >= 0)
            listen_to_keeper(self);
        if (polled[TIMER].revents)
            time_is_over(self);
        if (polled[JVM].revents && self->jvm_channel >= 0)
            listen_to_jvm(self);
        if (polled[SIGNALS].revents)
            take_signals(self);
        sweep_if_due(self);
    }
    return self->jvm_code;
}
