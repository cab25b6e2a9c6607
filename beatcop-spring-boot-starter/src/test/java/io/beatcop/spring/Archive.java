package io.beatcop.spring;

import org.springframework.scheduling.annotation.Scheduled;

/** The method in docs/spring-boot.md. */
class Archive {

  @Scheduled(cron = "0 0 3 * * *")
  @OnLease("archive")
  void tidy() {
    throw new IllegalStateException("no test runs at night");
  }
}
