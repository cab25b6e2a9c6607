package io.beatcop.spring;

import org.springframework.scheduling.annotation.Scheduled;

/** The methods in docs/spring-boot.md. */
class Archive {

  @Scheduled(cron = "0 0 3 * * *")
  @OnLease("archive")
  void tidy() {
    throw new IllegalStateException("no test runs at night");
  }

  @Scheduled(cron = "0 30 3 * * *")
  @OnLease(value = "archive", catchUp = true)
  void report() {
    throw new IllegalStateException("no test runs at night");
  }
}
