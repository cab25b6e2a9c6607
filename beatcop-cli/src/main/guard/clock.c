/* Deadlines, on the clock that also counts the time in which the machine slept. */
#include "guard.h"

#include <sys/timerfd.h>
#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    /* Each Linux that this runs on has both clocks. Without them, every deadline has passed. */
    if (clock_gettime(clock, &now))
        return INT64_MAX / 2;
    return now.tv_sec * SECOND + now.tv_nsec;
}

int64_t monotonic_now(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t boot_now(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

int64_t sleep_so_far(void)
{
    int64_t sleep = 0;
    /*
     * The clocks can't be read at once. This order makes the difference too small, by the time in
     * between: deadlines come out early. The greatest of three is nearest to the truth.
     */
    for (int i = 0; i < 3; i++) {
        int64_t boot = boot_now();
        int64_t difference = boot - monotonic_now();
        if (i == 0 || difference > sleep)
            sleep = difference;
    }
    return sleep;
}

int open_timer(void)
{
    return timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
}

void arm(int timer, int64_t boot_deadline)
{
    /* Zero would switch the timer off. */
    int64_t at = boot_deadline > 0 ? boot_deadline : 1;
    struct itimerspec when = {.it_value = {.tv_sec = at / SECOND, .tv_nsec = at % SECOND}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
}
