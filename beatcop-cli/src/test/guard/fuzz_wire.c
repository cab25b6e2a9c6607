/*
 * Feeds the guard's reader of frames with noise, under the address and undefined-behaviour sanitizers: valid
 * START frames, and the same with bytes changed, cut off, and lengths that lie. Seeded: fuzz_wire SEED ROUNDS.
 */
#include "guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPACE = 4096 };

static uint64_t state;

static uint32_t any(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 11) % below;
}

static void put_string(struct cursor *to)
{
    int32_t length = (int32_t)any(40);
    put_i32(to, length);
    for (int32_t i = 0; i < length && to->at < to->end; i++)
        *to->at++ = (unsigned char)(any(50) ? 'a' + any(26) : any(256));
}

static size_t valid_start(unsigned char *frame)
{
    struct cursor to = frame_begin(frame, SPACE, START);
    put_i64(&to, (int64_t)any(1000000));
    put_i64(&to, (int64_t)any(1000000));
    for (int list = 0; list < 3; list++) {
        int32_t number = (int32_t)any(6);
        put_i32(&to, number);
        for (int32_t i = 0; i < number; i++)
            put_string(&to);
    }
    return frame_end(frame, &to);
}

static void damage(unsigned char *bytes, size_t *length)
{
    static const unsigned char edges[] = {0, 1, 0x7f, 0x80, 0xff};
    for (uint32_t times = any(6); times > 0; times--)
        bytes[any((uint32_t)*length)] =
            any(2) ? edges[any(sizeof edges)] : (unsigned char)any(256);
    if (any(4) == 0)
        *length = any((uint32_t)*length + 1);
}

static void release(char **strings, size_t number)
{
    for (size_t i = 0; i < number; i++)
        free(strings[i]);
    free(strings);
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 100000, read = 0;
    state = (argc > 1 ? strtoull(argv[1], NULL, 10) : 1) | 1;
    for (unsigned long round = 0; round < rounds; round++) {
        unsigned char frame[SPACE];
        struct start start = {0};
        size_t length = valid_start(frame) - HEADER_SIZE;
        bool whole = any(8) == 0;
        if (!whole)
            damage(frame + HEADER_SIZE, &length);
        /* A copy of its own size, so that a byte too far is seen. */
        unsigned char *payload = malloc(length ? length : 1);
        if (!payload)
            return 71;
        memcpy(payload, frame + HEADER_SIZE, length);
        if (read_start(payload, length, &start)) {
            size_t words = 0;
            while (start.argv[words])
                words++;
            if (!words) {
                fprintf(stderr, "round %lu: a command without a word\n", round);
                return 1;
            }
            read++;
            release(start.argv, words);
            /* The variables in it are partly the process's own, and the rest leaks as in the front. */
            free(start.env);
        }
        free(payload);
    }
    printf("%lu rounds, %lu of them a command\n", rounds, read);
    return read ? 0 : 1;
}
