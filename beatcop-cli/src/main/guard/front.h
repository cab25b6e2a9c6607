/* The state of the front, which main.c begins and front.c goes on with. */
#ifndef BEATCOP_FRONT_H
#define BEATCOP_FRONT_H

#include "guard.h"

struct front {
    struct origin origin;
    pid_t strangers[MAX_LISTED]; /* children from before the front was executed, which it leaves alone */
    size_t stranger_count;
    int signals, timer;

    pid_t jvm; /* 0 once it has ended */
    int jvm_channel, jvm_code;
    const char *archive; /* the class archive that the JVM was told to use, if any */
    bool begun;    /* the JVM has asked for its environment: Java has started */
    bool attached; /* the JVM talks to the guard, and decides what a signal means */
    bool leaving;  /* the JVM has said BYE */
    unsigned char *unread;
    size_t unread_length;

    pid_t keeper; /* 0 once it has ended, or has sent GONE */
    int keeper_channel;
    bool child_lives; /* its CHILD_ENDED was not sent yet */
    bool tree_lives;  /* a process that a child has started may be left */

    bool sweeping;
    int64_t sweeping_since;
    bool told_stuck;
};

_Noreturn void fail(const char *what);

/* Until the JVM has ended and nothing is left; returns the exit code. */
int run_front(struct front *self);

#endif
