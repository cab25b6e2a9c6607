/* The child, from its fork to its program: it runs as it would without us. */
#include "guard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Executes a file without a known format as a script for sh. */
static void execute_as_script(const char *path, char **argv, char **env)
{
    size_t number = 0;
    while (argv[number])
        number++;
    char **script = calloc(number + 2, sizeof *script);
    if (!script)
        return;
    script[0] = "sh";
    script[1] = (char *)path;
    memcpy(script + 2, argv + 1, number * sizeof *script);
    execve("/bin/sh", script, env);
    free(script);
    errno = ENOEXEC;
}

static int execute_path(const char *path, char **argv, char **env)
{
    execve(path, argv, env);
    if (errno == ENOEXEC)
        execute_as_script(path, argv, env);
    return errno;
}

static const char *search_path(char **env)
{
    for (char **one = env; *one; one++) {
        if (strncmp(*one, "PATH=", 5) == 0)
            return *one + 5;
    }
    return "/usr/local/bin:/usr/bin:/bin";
}

int execute(char **argv, char **env)
{
    if (strchr(argv[0], '/') || !argv[0][0])
        return execute_path(argv[0], argv, env);
    int error = ENOENT;
    for (const char *folder = search_path(env);; folder++) {
        char path[4096];
        size_t length = strcspn(folder, ":");
        int written = snprintf(path, sizeof path, "%.*s/%s", (int)length, length ? folder : ".", argv[0]);
        if (!length)
            written = snprintf(path, sizeof path, "./%s", argv[0]);
        if (written > 0 && (size_t)written < sizeof path) {
            int failure = execute_path(path, argv, env);
            /* A file that may not be executed is passed over, as a shell does; its error is remembered. */
            if (failure != ENOENT && failure != ENOTDIR)
                error = failure;
            if (failure != ENOENT && failure != ENOTDIR && failure != EACCES)
                return failure;
        }
        folder += length;
        if (!*folder)
            return error;
    }
}

int exit_code_of(int error)
{
    return error == ENOENT || error == ENOTDIR ? NOT_FOUND : NOT_EXECUTABLE;
}

static _Noreturn void give_up(int report, struct obstacle obstacle)
{
    if (write(report, &obstacle, sizeof obstacle) != sizeof obstacle)
        _exit(NO_RESOURCES);
    _exit(obstacle.before_exec ? NO_RESOURCES : exit_code_of(obstacle.error));
}

void become_child(const struct start *start, const struct origin *origin, int go, int report, pid_t keeper)
{
    char permission;
    /* The kernel kills the child when the keeper ends. The keeper may have ended before this call. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL))
        give_up(report, (struct obstacle){errno, true});
    if (getppid() != keeper)
        _exit(NO_RESOURCES);
    /* Waits until the keeper is ready to end this process. */
    if (read(go, &permission, 1) != 1)
        _exit(NO_RESOURCES);
    sigaction(SIGCHLD, &origin->on_child_end, NULL);
    sigprocmask(SIG_SETMASK, &origin->mask, NULL);
    give_up(report, (struct obstacle){execute(start->argv, start->env), false});
}
