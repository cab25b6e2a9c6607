/* The front, between its start and its loop. */
#ifndef BEATCOP_FRONT_H
#define BEATCOP_FRONT_H

#include "guard.h"

struct front {
    struct origin origin;
    pid_t strangers[MAX_LISTED]; /* children from before the front was executed: none of ours */
    size_t stranger_count;
    int signals, timer;

    pid_t jvm; /* 0 once it has ended */
    int jvm_channel, jvm_code;
    const char *archive; /* the class archive that the JVM was told to use, if any */
    bool begun;    /* the JVM has asked for its environment: Java has started */
    bool attached; /* it takes part: from now on signals are for it to judge */
    bool leaving;  /* it has said BYE */
    unsigned char *unread;
    size_t unread_length;

    pid_t keeper; /* 0 once it has ended, or has said that it is about to */
    int keeper_channel;
    bool child_lives; /* and its end was not told yet */
    bool tree_lives;  /* something may be left of what a child has started */

    bool sweeping;
    int64_t sweeping_since;
    bool told_stuck;
};

_Noreturn void fail(const char *what);

/* Until the JVM has ended and nothing is left; returns the exit code. */
int run_front(struct front *self);

#endif
