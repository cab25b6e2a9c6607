/*
 * The variables that the JVM gets through the channel, and not in its environment. Any process of the
 * same user can read an environment, and our settings have passwords among them. Java takes options
 * from some variables, and those are meant for a Java that the child runs.
 */
#include "guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static bool is_withheld(const char *variable)
{
    /* HotSpot, its launcher, and OpenJ9 take options from these. */
    static const char *const options[] = {"JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_OPTIONS=",
                                          "OPENJ9_JAVA_OPTIONS=", "IBM_JAVA_OPTIONS="};
    if (strncmp(variable, "BEATCOP_", 8) == 0)
        return true;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strncmp(variable, options[i], strlen(options[i])) == 0)
            return true;
    }
    return false;
}

char **environment_of_jvm(const char *guard_pid)
{
    static char pid[64];
    size_t number = 0;
    while (environ[number])
        number++;
    char **kept = calloc(number + 2, sizeof *kept);
    if (!kept)
        return NULL;
    number = 0;
    for (char **one = environ; *one; one++) {
        if (!is_withheld(*one))
            kept[number++] = *one;
    }
    snprintf(pid, sizeof pid, "BEATCOP_GUARD_PID=%s", guard_pid);
    kept[number] = pid;
    return kept;
}

bool send_withheld(int fd)
{
    for (char **one = environ; *one; one++) {
        if (is_withheld(*one) && !send_string(fd, VARIABLE, *one))
            return false;
    }
    return send_string(fd, VARIABLE, "");
}
