/* Frames: reading, writing, sending. */
#include "guard.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* How long to wait for a peer to read, when its channel is full. */
#define READER_PATIENCE_MS 5000

extern char **environ;

static bool take(struct cursor *from, size_t length)
{
    if (from->failed || (size_t)(from->end - from->at) < length) {
        from->failed = true;
        return false;
    }
    return true;
}

static uint64_t get(struct cursor *from, size_t length)
{
    uint64_t value = 0;
    if (take(from, length)) {
        for (size_t i = 0; i < length; i++)
            value = value << 8 | *from->at++;
    }
    return value;
}

int32_t get_i32(struct cursor *from)
{
    return (int32_t)get(from, 4);
}

int64_t get_i64(struct cursor *from)
{
    return (int64_t)get(from, 8);
}

char *get_string(struct cursor *from)
{
    int32_t length = get_i32(from);
    if (length < 0 || !take(from, (size_t)length) || memchr(from->at, 0, (size_t)length)) {
        from->failed = true;
        return NULL;
    }
    char *string = malloc((size_t)length + 1);
    if (!string) {
        from->failed = true;
        return NULL;
    }
    memcpy(string, from->at, (size_t)length);
    string[length] = 0;
    from->at += length;
    return string;
}

static void put(struct cursor *to, uint64_t value, size_t length)
{
    if (take(to, length)) {
        for (size_t i = length; i-- > 0;)
            *to->at++ = (unsigned char)(value >> (8 * i));
    }
}

void put_i32(struct cursor *to, int32_t value)
{
    put(to, (uint32_t)value, 4);
}

void put_i64(struct cursor *to, int64_t value)
{
    put(to, (uint64_t)value, 8);
}

struct cursor frame_begin(unsigned char *buffer, size_t size, enum frame_type type)
{
    buffer[0] = (unsigned char)type;
    return (struct cursor){buffer + HEADER_SIZE, buffer + size, false};
}

size_t frame_end(unsigned char *buffer, const struct cursor *to)
{
    struct cursor length = {buffer + 1, buffer + HEADER_SIZE, false};
    put_i32(&length, (int32_t)(to->at - buffer) - HEADER_SIZE);
    return (size_t)(to->at - buffer);
}

size_t frame_length(const unsigned char *buffer)
{
    return HEADER_SIZE +
           ((size_t)buffer[1] << 24 | (size_t)buffer[2] << 16 | (size_t)buffer[3] << 8 | buffer[4]);
}

bool send_bytes(int fd, const void *bytes, size_t length)
{
    return send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)length;
}

bool send_empty(int fd, enum frame_type type)
{
    unsigned char frame[HEADER_SIZE];
    struct cursor to = frame_begin(frame, sizeof frame, type);
    return send_bytes(fd, frame, frame_end(frame, &to));
}

bool send_i32(int fd, enum frame_type type, int32_t value)
{
    unsigned char frame[HEADER_SIZE + 4];
    struct cursor to = frame_begin(frame, sizeof frame, type);
    put_i32(&to, value);
    return send_bytes(fd, frame, frame_end(frame, &to));
}

bool send_two_i32(int fd, enum frame_type type, int32_t one, int32_t other)
{
    unsigned char frame[HEADER_SIZE + 8];
    struct cursor to = frame_begin(frame, sizeof frame, type);
    put_i32(&to, one);
    put_i32(&to, other);
    return send_bytes(fd, frame, frame_end(frame, &to));
}

bool send_two_i64(int fd, enum frame_type type, int64_t one, int64_t other)
{
    unsigned char frame[HEADER_SIZE + 16];
    struct cursor to = frame_begin(frame, sizeof frame, type);
    put_i64(&to, one);
    put_i64(&to, other);
    return send_bytes(fd, frame, frame_end(frame, &to));
}

bool send_error(int fd, enum frame_type type, int error)
{
    unsigned char frame[256];
    const char *reason = strerror(error);
    size_t length = strnlen(reason, sizeof frame - HEADER_SIZE - 8);
    struct cursor to = frame_begin(frame, sizeof frame, type);
    put_i32(&to, error);
    put_i32(&to, (int32_t)length);
    memcpy(to.at, reason, length);
    to.at += length;
    return send_bytes(fd, frame, frame_end(frame, &to));
}

static bool send_patiently(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        struct pollfd room = {fd, POLLOUT, 0};
        ssize_t sent = send(fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else if ((errno != EAGAIN && errno != EINTR) || poll(&room, 1, READER_PATIENCE_MS) <= 0) {
            return false;
        }
    }
    return true;
}

bool send_string(int fd, enum frame_type type, const char *string)
{
    unsigned char head[HEADER_SIZE + 4] = {(unsigned char)type};
    size_t length = strlen(string);
    struct cursor to = {head + 1, head + sizeof head, false};
    if (length > MAX_FRAME)
        return false;
    put_i32(&to, (int32_t)length + 4);
    put_i32(&to, (int32_t)length);
    return send_patiently(fd, (const char *)head, sizeof head) && send_patiently(fd, string, length);
}

static char **get_strings(struct cursor *from)
{
    int32_t number = get_i32(from);
    /* Each string takes four bytes at least, so a wrong number can't make us allocate too much. */
    if (number < 0 || !take(from, (size_t)number * 4))
        return NULL;
    char **strings = calloc((size_t)number + 1, sizeof *strings);
    if (!strings)
        return NULL;
    for (int32_t i = 0; i < number && !from->failed; i++)
        strings[i] = get_string(from);
    return strings;
}

static size_t count(char **strings)
{
    size_t number = 0;
    while (strings[number])
        number++;
    return number;
}

static bool same_name(const char *variable, const char *other)
{
    size_t length = strcspn(variable, "=");
    return length == strcspn(other, "=") && strncmp(variable, other, length) == 0;
}

static bool names(char **variables, const char *variable)
{
    for (char **one = variables; *one; one++) {
        if (same_name(*one, variable))
            return true;
    }
    return false;
}

/* The environment of this process, without some variables and with others. */
static char **environment(char **set, char **removed)
{
    char **env = calloc(count(environ) + count(set) + 1, sizeof *env);
    size_t number = 0;
    if (!env)
        return NULL;
    for (char **one = environ; *one; one++) {
        if (!names(set, *one) && !names(removed, *one))
            env[number++] = *one;
    }
    for (char **one = set; *one; one++)
        env[number++] = *one;
    return env;
}

bool read_start(unsigned char *payload, size_t length, struct start *start)
{
    struct cursor from = {payload, payload + length, false};
    start->deadline = get_i64(&from);
    start->sleep = get_i64(&from);
    start->argv = get_strings(&from);
    char **set = get_strings(&from);
    char **removed = get_strings(&from);
    if (from.failed || !start->argv || !start->argv[0] || !set || !removed)
        return false;
    start->env = environment(set, removed);
    return start->env != NULL;
}
