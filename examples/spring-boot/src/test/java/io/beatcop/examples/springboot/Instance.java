package io.beatcop.examples.springboot;

import io.beatcop.testing.ApplicationProcess;
import java.util.List;
import java.util.regex.Pattern;

/** An instance of the application, and when it fired. */
record Instance(ApplicationProcess application) {

  private static final Pattern FIRED = Pattern.compile("fired (\\S+), token (\\d+)");

  /**
   * A line of the job's.
   *
   * @param time the scheduled time
   * @param token the fencing token
   */
  record Fire(String time, long token) {}

  Process process() {
    return application.process();
  }

  List<Fire> fires() {
    return application.logged(FIRED).stream()
        .map(line -> new Fire(line.group(1), Long.parseLong(line.group(2))))
        .toList();
  }
}
