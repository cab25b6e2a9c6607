/*
 * Tells systemd the state of this node, by a datagram to the socket that systemd named. It takes only
 * those of the process that it started. See sd_notify(3).
 */
#include "guard.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Does not wait, and ignores an error: systemd hears nothing then. */
void notify_systemd(const char *state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("NOTIFY_SOCKET");
    size_t length = path ? strlen(path) : 0;
    if (length < 2 || length >= sizeof address.sun_path)
        return;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    memcpy(address.sun_path, path, length);
    /* A name in the abstract namespace begins with a zero, which systemd writes as an @. */
    if (path[0] == '@')
        address.sun_path[0] = 0;
    sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address,
           (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length));
    close(fd);
}
