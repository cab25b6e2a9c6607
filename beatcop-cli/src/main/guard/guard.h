/*
 * beatcop-guard: keeps a child from outliving the lease that it runs under.
 *
 *   front     the process that the user starts and sees. It starts the JVM, which decides, and for
 *    |        each child a keeper. It passes frames on between the two, and signals to the JVM.
 *    |-- java       knows the lease; says until when the child may run
 *    `-- keeper     kills the child and all that it started: at the deadline, or when the front is gone
 *          `-- child ...
 *
 * Whichever of the three is killed or frozen, one that is left ends the child:
 *
 *   java killed      the front reads the end of its channel, and closes the keeper's
 *   java frozen      no deadline comes any more; the keeper acts at the last one
 *   front killed     the keeper reads the end of its channel
 *   front frozen     no deadline is passed on; the keeper acts at the last one
 *   keeper killed    the kernel kills the child; what the child has started becomes the front's, which kills it
 *   keeper frozen    the front, which knows the deadline too, kills the keeper: as above
 *
 * Everything fails closed: a frame that can't be read, understood or sent in time is a reason to kill.
 *
 * Single-threaded, no allocation after the start of a child, Linux only: it needs child subreapers
 * (3.4) and timers on the clock that counts sleep (3.15).
 */
#ifndef BEATCOP_GUARD_H
#define BEATCOP_GUARD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Frames, the same on both channels: one byte of type, four of length, then so many of payload. All
 * numbers are big-endian; i32 and i64 are signed. A string is its length (i32) and its bytes.
 *
 * A moment is a reading of the monotonic clock, in ns: System.nanoTime() of the JVM. A sleep is how far
 * the clock that counts sleep (CLOCK_BOOTTIME) is ahead of it. The guard tells it, and the JVM sends it
 * back with each deadline. So a deadline that was on its way while the machine slept comes out too
 * early, and never too late.
 */
enum frame_type {
    /* from the JVM */
    PING = 'P',        /* i64 id: answer with PONG */
    START = 'S',       /* i64 deadline, i64 sleep, strings: argument..., then NAME=value..., then
                          NAMEs to remove; each of the three preceded by their number (i32) */
    EXTEND = 'E',      /* i64 id, i64 deadline, i64 sleep */
    SIGNAL = 'G',      /* i32 signal: to the child alone */
    SIGNAL_REST = 'R', /* i32 signal: to each process that the child has left, when it becomes the keeper's */
    KILL = 'K',        /* the child and all that it started */
    NOTIFY = 'N',      /* string: the state for systemd, as in sd_notify(3) */
    BYE = 'B',         /* the JVM is about to exit: end its channel, so that its reading thread ends */
    ENVIRONMENT = 'V', /* answer with a VARIABLE for each that was withheld from the JVM, then an empty one */

    /* to the JVM */
    PONG = 'p',         /* i64 id, i64 now, i64 sleep */
    STARTED = 's',      /* i32 pid: the child executes its program */
    NOT_EXECUTED = 'x', /* i32 errno, string: it could not; an exit code and GONE follow */
    NOT_STARTED = 'f',  /* i32 errno, string: the system gave no process for it; likewise */
    EXTENDED = 'e',     /* i64 id, i64 sleep: the keeper uses that deadline now */
    CHILD_ENDED = 'c',  /* i32 status of wait(2) */
    GONE = 'g',         /* no process of the child is left; START may follow */
    STUCK = 'u',        /* i32 pid, i32 errno: this process could not be killed so far */
    VARIABLE = 'v',     /* string NAME=value: a variable of our environment that the JVM does not have */
    SIGNALLED = 'i',    /* i32 signal, i32 whether the terminal sent it: then the child has it already */
};

enum {
    HEADER_SIZE = 5,
    MAX_FRAME = 4 << 20, /* more than the kernel takes as arguments and environment */
    MAX_RELAYED = 4096,  /* all frames but START are smaller */
    MAX_LISTED = 1024,   /* children in one list; further ones are in a later list */
};

#define SECOND 1000000000LL
#define MILLISECOND 1000000LL

/* Exit codes: those of sysexits.h, and of a shell. */
enum {
    NOT_FOUND = 127,
    NOT_EXECUTABLE = 126,
    BY_SIGNAL = 128,
    BROKEN = 70,
    NO_RESOURCES = 71,
    NO_PLATFORM = 78
};

/* The status of wait(2) of a process that ends with an exit code. */
#define WAITED(exit_code) ((exit_code) << 8)

/* A frame to read from, or to write to, at a position. */
struct cursor {
    unsigned char *at, *end;
    bool failed; /* it was read or written past its end */
};

struct start {
    int64_t deadline, sleep;
    char **argv, **env;
};

/* The signal settings with which this process was started. Its children get them back. */
struct origin {
    sigset_t mask;
    struct sigaction on_child_end;
};

/* wire.c: frames */
int32_t get_i32(struct cursor *from);
int64_t get_i64(struct cursor *from);
char *get_string(struct cursor *from); /* allocated */
void put_i32(struct cursor *to, int32_t value);
void put_i64(struct cursor *to, int64_t value);
struct cursor frame_begin(unsigned char *buffer, size_t size, enum frame_type type);
size_t frame_end(unsigned char *buffer, const struct cursor *to);
size_t frame_length(const unsigned char *buffer); /* with its header */
/* Sends without waiting. False if the peer is gone, or does not read what it is sent. */
bool send_bytes(int fd, const void *bytes, size_t length);
bool send_empty(int fd, enum frame_type type);
bool send_i32(int fd, enum frame_type type, int32_t value);
bool send_two_i32(int fd, enum frame_type type, int32_t one, int32_t other);
bool send_two_i64(int fd, enum frame_type type, int64_t one, int64_t other);
/* Sends why there is no child: NOT_EXECUTED or NOT_STARTED. */
bool send_error(int fd, enum frame_type type, int error);
/* Sends a string of any length to a peer that reads it now; gives up after some seconds. */
bool send_string(int fd, enum frame_type type, const char *string);
/* Takes a START frame apart. False if it is none. */
bool read_start(unsigned char *payload, size_t length, struct start *start);

/* clock.c: deadlines */
int64_t monotonic_now(void);
int64_t boot_now(void);
int64_t sleep_so_far(void);
int open_timer(void);
void arm(int timer, int64_t boot_deadline);

/* tree.c: processes */
bool can_list_children(void);
/* Fills in the children of this process, ended ones included, and returns their number. */
size_t list_children(pid_t *children, size_t size);
/* Kills all children of this process. Returns the first that could not be killed, or 0. */
pid_t kill_children(int *error);

/* environment.c: the variables that the JVM gets through the channel */
/* The environment of the JVM, allocated; NULL if there is no memory. */
char **environment_of_jvm(const char *guard_pid);
/* Sends the JVM the variables that it lacks, over a channel that only it can read. */
bool send_withheld(int fd);

/* systemd.c */
void notify_systemd(const char *state);

/* child.c */
_Noreturn void become_child(const struct start *start, const struct origin *origin, int go, int report,
                            pid_t keeper);
/* The reason why there is no child, as it comes through the report's pipe. */
struct obstacle {
    int error;
    bool before_exec; /* the system has failed, not the program */
};
/* Replaces this process by a program, as a shell would. Returns the error if it can't. */
int execute(char **argv, char **env);
int exit_code_of(int error);

/* keeper.c */
_Noreturn void keep(const struct start *start, int channel, const struct origin *origin);

#endif
