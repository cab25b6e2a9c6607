/* The children of this process. It is a subreaper, so its orphaned descendants become its children. */
#include "guard.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static ssize_t read_file(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    size_t length = 0;
    ssize_t more = 0;
    while (length < size - 1 && (more = read(fd, text + length, size - 1 - length)) > 0)
        length += (size_t)more;
    close(fd);
    text[length] = 0;
    return more < 0 ? -1 : (ssize_t)length;
}

bool can_list_children(void)
{
    char self[32] = "";
    /* In a /proc of another pid namespace these numbers belong to other processes. */
    return readlink("/proc/self", self, sizeof self - 1) > 0 && atoi(self) == (int)getpid();
}

/* Looks for our children among all processes. For kernels that do not list a process's children. */
static size_t search_children(pid_t *children, size_t size)
{
    size_t number = 0;
    DIR *proc = opendir("/proc");
    if (!proc)
        return 0;
    for (struct dirent *entry = readdir(proc); entry && number < size; entry = readdir(proc)) {
        char path[64], stat[512];
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/%.16s/stat", entry->d_name);
        if (read_file(path, stat, sizeof stat) <= 0)
            continue;
        /* The name may have any characters, so the next field is after the last bracket. */
        char *after_name = strrchr(stat, ')');
        int parent;
        if (after_name && sscanf(after_name, ") %*c %d", &parent) == 1 && parent == getpid())
            children[number++] = atoi(entry->d_name);
    }
    closedir(proc);
    return number;
}

size_t list_children(pid_t *children, size_t size)
{
    /*
     * The kernel calls this list unreliable if children vanish meanwhile. Ours can't: they stay
     * until we wait for them, and we are not doing that now.
     */
    char path[64], list[8 * MAX_LISTED];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    if (read_file(path, list, sizeof list) < 0)
        return search_children(children, size);
    size_t number = 0;
    char *at = list;
    while (number < size) {
        char *end;
        long pid = strtol(at, &end, 10);
        /* A space follows each number. A number without one was cut off. */
        if (end == at || *end != ' ')
            break;
        children[number++] = (pid_t)pid;
        at = end;
    }
    return number;
}

pid_t kill_children(int *error)
{
    pid_t children[MAX_LISTED], refused = 0;
    size_t number = list_children(children, MAX_LISTED);
    for (size_t i = 0; i < number; i++) {
        if (kill(children[i], SIGKILL) && errno != ESRCH && !refused) {
            refused = children[i];
            *error = errno;
        }
    }
    return refused;
}
