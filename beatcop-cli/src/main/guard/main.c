/* The start of the front: its signals, its timer, and the JVM. */
#include "front.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

_Noreturn void fail(const char *what)
{
    fprintf(stderr, "beatcop: %s: %s\n", what, strerror(errno));
    exit(NO_RESOURCES);
}


/*
 * Takes the signals that the JVM has to hear of. Those that stop and continue a job are not taken:
 * they stop and continue the front.
 */
static void open_signals(struct front *self)
{
    static const int not_taken[] = {SIGKILL, SIGSTOP, SIGCONT, SIGTSTP, SIGTTIN, SIGTTOU, SIGSEGV,
                                    SIGBUS,  SIGILL,  SIGFPE,  SIGTRAP, SIGABRT, SIGSYS,  SIGXCPU};
    sigset_t taken;
    struct sigaction defaults = {.sa_handler = SIG_DFL};
    /* If SIGCHLD were ignored, the kernel would not tell us which child has ended. */
    sigaction(SIGCHLD, &defaults, &self->origin.on_child_end);
    sigfillset(&taken);
    for (size_t i = 0; i < sizeof not_taken / sizeof *not_taken; i++)
        sigdelset(&taken, not_taken[i]);
    for (int signal = 1; signal <= SIGRTMAX; signal++) {
        struct sigaction action;
        /* A signal that was ignored when we were started, as by nohup, stays ignored. */
        if (sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            sigdelset(&taken, signal);
    }
    sigprocmask(SIG_BLOCK, &taken, &self->origin.mask);
    self->signals = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
    if (self->signals < 0)
        fail("signalfd");
}

static _Noreturn void become_jvm(struct front *self, char **argv, int channel)
{
    static const int ignored[] = {SIGHUP, SIGINT, SIGTERM, SIGQUIT};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct rlimit no_core = {0, 0};
    char guard[32];

    /* A new session: the terminal sends signals to the child, and not to the JVM. */
    setsid();
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        sigaction(ignored[i], &ignore, NULL);
    sigaction(SIGCHLD, &self->origin.on_child_end, NULL);
    /* No core dump, since the JVM knows passwords. */
    setrlimit(RLIMIT_CORE, &no_core);
    /* The JVM checks this, to know that its standard input is the channel. */
    snprintf(guard, sizeof guard, "%d", (int)getppid());
    char **environment = environment_of_jvm(guard);
    if (dup2(channel, STDIN_FILENO) < 0 || !environment)
        _exit(NO_RESOURCES);
    sigprocmask(SIG_SETMASK, &self->origin.mask, NULL);
    int error = execute(argv, environment);
    fprintf(stderr, "beatcop: %s: %s: see JAVA_HOME\n", argv[0], strerror(error));
    /* jvm_has_ended() looks at this exit code. */
    _exit(exit_code_of(error) == NOT_FOUND || error == EACCES ? NO_PLATFORM : NO_RESOURCES);
}

/* The option that names the archive of loaded classes. */
static const char *archive_of(char **argv)
{
    static const char option[] = "-XX:SharedArchiveFile=";
    for (; *argv; argv++) {
        if (strncmp(*argv, option, sizeof option - 1) == 0)
            return *argv + sizeof option - 1;
    }
    return NULL;
}

static void start_jvm(struct front *self, char **argv)
{
    int channel[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel))
        fail("socketpair");
    self->archive = archive_of(argv);
    self->jvm = fork();
    if (self->jvm < 0)
        fail("Java can't be started");
    if (self->jvm == 0)
        become_jvm(self, argv, channel[1]);
    close(channel[1]);
    self->jvm_channel = channel[0];
}

int main(int argc, char **argv)
{
    static struct front self = {.keeper_channel = -1};
    if (argc < 2) {
        fprintf(stderr, "usage: %s java argument...\n", argv[0]);
        return 64;
    }
    prctl(PR_SET_NAME, "beatcop-guard");
    /*
     * There are passwords in our environment, and the child, which is the same user's, could read it
     * in /proc. The keeper inherits this; what is executed does not.
     */
    prctl(PR_SET_DUMPABLE, 0);
    if (!can_list_children()) {
        fprintf(stderr, "beatcop: /proc is missing, or is that of another pid namespace:"
                        " mount it (unshare has --mount-proc), or what the child starts can't be found\n");
        return NO_PLATFORM;
    }
    if (prctl(PR_SET_CHILD_SUBREAPER, 1)) {
        /* An old kernel answers EINVAL. Any other error is from a sandbox that forbids the call. */
        if (errno != EINVAL)
            fail("prctl(PR_SET_CHILD_SUBREAPER), without which what the child starts can't be ended");
        fprintf(stderr, "beatcop: this kernel has no child subreapers: Linux 3.15 or newer is needed\n");
        return NO_PLATFORM;
    }
    self.stranger_count = list_children(self.strangers, MAX_LISTED);
    self.timer = open_timer();
    self.unread = malloc(MAX_FRAME);
    if (self.timer < 0 || !self.unread)
        fail("the guard can't start");
    open_signals(&self);
    start_jvm(&self, argv + 1);
    return run_front(&self);
}
