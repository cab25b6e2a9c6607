package io.beatcop.examples.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.CronTrigger;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger.TriggerState;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.plugins.xml.XMLSchedulingDataProcessorPlugin;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * What becomes of a schedule that each node declares when it starts, by Spring's beans or in XML,
 * on a job store that all nodes share.
 */
abstract class DeclaredScheduleContract {

  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <job-scheduling-data xmlns="http://www.quartz-scheduler.org/xml/JobSchedulingData" version="2.0">
        <processing-directives>
          <overwrite-existing-data>%s</overwrite-existing-data>
          <ignore-duplicates>true</ignore-duplicates>
        </processing-directives>
        <schedule>
          <job>
            <name>declared</name>
            <job-class>io.beatcop.examples.shared.ReminderJob</job-class>
            <durability>true</durability>
            <recover>false</recover>
            <job-data-map><entry><key>text</key><value>%s</value></entry></job-data-map>
          </job>
          <trigger>
            <cron>
              <name>declared</name>
              <group>declared-triggers</group>
              <job-name>declared</job-name>
              <cron-expression>%s</cron-expression>
            </cron>
          </trigger>
        </schedule>
      </job-scheduling-data>
      """;

  private final Deque<ConfigurableApplicationContext> running = new ArrayDeque<>();

  @TempDir private Path folder;

  @AfterEach
  void stopAll() {
    running.forEach(ConfigurableApplicationContext::close);
  }

  /** The properties of the job store. */
  abstract Map<String, Object> store() throws IOException;

  /** Adds beans that the store needs. */
  void prepare(GenericApplicationContext context) {}

  // ---- Nodes

  /** Starts a node that declares by beans. */
  final Scheduler start(boolean overwrites, String text, int year) throws IOException {
    return start(
        DeclaredSchedule.class,
        Map.of(
            "spring.quartz.overwrite-existing-jobs", overwrites,
            "declared.text", text,
            "declared.year", year));
  }

  /** Starts a node that declares in XML. */
  final Scheduler startXml(boolean overwrites, String text, int year) throws IOException {
    Path file = Files.createTempFile(folder, "declared", ".xml");
    Files.writeString(file, XML.formatted(overwrites, text, DeclaredSchedule.cron(year)));
    String plugin = "spring.quartz.properties.org.quartz.plugin.xml.";
    return start(
        NothingDeclared.class,
        Map.of(
            plugin + "class",
            XMLSchedulingDataProcessorPlugin.class.getName(),
            plugin + "fileNames",
            file.toString()));
  }

  private Scheduler start(Class<?> application, Map<String, Object> properties) throws IOException {
    Map<String, Object> all = new HashMap<>(store());
    // The starter takes no part: the properties say which store it is.
    all.put("beatcop.enabled", false);
    all.putAll(properties);
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(application)
            .web(WebApplicationType.NONE)
            .properties(all)
            .initializers(made -> prepare((GenericApplicationContext) made))
            // Without the application.properties of the example.
            .run("--spring.config.location=optional:classpath:/none/");
    running.push(context);
    return context.getBean(Scheduler.class);
  }

  /** Stops the node that was started last. */
  final void stopLast() {
    running.pop().close();
  }

  private static Optional<String> text(Scheduler node) {
    try {
      return Optional.ofNullable(node.getJobDetail(DeclaredSchedule.JOB))
          .map(JobDetail::getJobDataMap)
          .map(data -> data.getString(ReminderJob.TEXT));
    } catch (SchedulerException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<String> cron(Scheduler node) {
    try {
      return Optional.ofNullable((CronTrigger) node.getTrigger(DeclaredSchedule.TRIGGER))
          .map(CronTrigger::getCronExpression);
    } catch (SchedulerException e) {
      throw new AssertionError(e);
    }
  }

  private static TriggerState state(Scheduler node) {
    try {
      return node.getTriggerState(DeclaredSchedule.TRIGGER);
    } catch (SchedulerException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertHas(Scheduler node, String text, int year, TriggerState state) {
    await()
        .untilAsserted(
            () -> {
              assertThat(text(node)).contains(text);
              assertThat(cron(node)).contains(DeclaredSchedule.cron(year));
              assertThat(state(node)).isEqualTo(state);
            });
  }

  private static void assertBothHave(
      List<Scheduler> nodes, String text, int year, TriggerState state) {
    nodes.forEach(node -> assertHas(node, text, year, state));
  }

  // ---- Spring's beans

  @Test
  void theSameDeclaredTwiceIsThereOnce() throws Exception {
    Scheduler first = start(true, "old", 2090);
    Scheduler second = start(true, "old", 2090);

    assertBothHave(List.of(first, second), "old", 2090, TriggerState.NORMAL);
    assertThat(second.getJobKeys(GroupMatcher.anyGroup())).containsExactly(DeclaredSchedule.JOB);
    assertThat(second.getTriggersOfJob(DeclaredSchedule.JOB)).hasSize(1);
  }

  @Test
  void aNewerDeclarationIsIgnoredUnlessItOverwrites() throws Exception {
    Scheduler first = start(false, "old", 2090);
    Scheduler second = start(false, "new", 2091);

    assertBothHave(List.of(first, second), "old", 2090, TriggerState.NORMAL);
  }

  @Test
  void aNewerDeclarationThatOverwritesIsOnAllNodes() throws Exception {
    Scheduler first = start(true, "old", 2090);
    Scheduler second = start(true, "new", 2091);

    assertBothHave(List.of(first, second), "new", 2091, TriggerState.NORMAL);
  }

  @Test
  void aNodeThatDoesNotOverwriteLeavesAPausedTriggerPaused() throws Exception {
    Scheduler first = start(false, "old", 2090);
    first.pauseTrigger(DeclaredSchedule.TRIGGER);

    Scheduler second = start(false, "old", 2090);

    assertBothHave(List.of(first, second), "old", 2090, TriggerState.PAUSED);
  }

  @Test
  void aNodeThatOverwritesResumesAPausedTrigger() throws Exception {
    Scheduler first = start(true, "old", 2090);
    first.pauseTrigger(DeclaredSchedule.TRIGGER);

    Scheduler second = start(true, "old", 2090);

    assertBothHave(List.of(first, second), "old", 2090, TriggerState.NORMAL);
  }

  @Test
  void aNodeThatOverwritesLeavesAPausedGroupPaused() throws Exception {
    Scheduler first = start(true, "old", 2090);
    first.pauseTriggers(GroupMatcher.triggerGroupEquals(DeclaredSchedule.TRIGGER.getGroup()));

    Scheduler second = start(true, "new", 2091);

    assertBothHave(List.of(first, second), "new", 2091, TriggerState.PAUSED);
  }

  @Test
  void aNodeThatDoesNotOverwriteLeavesARescheduledTrigger() throws Exception {
    Scheduler first = start(false, "old", 2090);
    first.rescheduleJob(DeclaredSchedule.TRIGGER, DeclaredSchedule.trigger(2092));

    Scheduler second = start(false, "old", 2090);

    assertBothHave(List.of(first, second), "old", 2092, TriggerState.NORMAL);
  }

  @Test
  void aNodeThatOverwritesSetsARescheduledTriggerBack() throws Exception {
    Scheduler first = start(true, "old", 2090);
    first.rescheduleJob(DeclaredSchedule.TRIGGER, DeclaredSchedule.trigger(2092));

    Scheduler second = start(true, "old", 2090);

    assertBothHave(List.of(first, second), "old", 2090, TriggerState.NORMAL);
  }

  @Test
  void aTriggerThatWasUnscheduledIsDeclaredAgainByTheNextStart() throws Exception {
    Scheduler first = start(false, "old", 2090);
    Scheduler second = start(false, "old", 2090);
    second.unscheduleJob(DeclaredSchedule.TRIGGER);
    await().untilAsserted(() -> assertThat(cron(first)).isEmpty());
    stopLast();

    Scheduler third = start(false, "old", 2091);

    assertBothHave(List.of(first, third), "old", 2091, TriggerState.NORMAL);
  }

  // ---- XML

  @Test
  void xmlThatDoesNotOverwriteChangesNothing() throws Exception {
    Scheduler first = startXml(false, "old", 2090);
    first.pauseTrigger(DeclaredSchedule.TRIGGER);

    Scheduler second = startXml(false, "new", 2091);

    assertBothHave(List.of(first, second), "old", 2090, TriggerState.PAUSED);
  }

  @Test
  void xmlThatOverwritesSetsAllBack() throws Exception {
    Scheduler first = startXml(true, "old", 2090);
    first.pauseTrigger(DeclaredSchedule.TRIGGER);
    first.rescheduleJob(DeclaredSchedule.TRIGGER, DeclaredSchedule.trigger(2092));
    first.pauseTrigger(DeclaredSchedule.TRIGGER);

    Scheduler second = startXml(true, "new", 2090);

    assertBothHave(List.of(first, second), "new", 2090, TriggerState.NORMAL);
  }

  /** An application that leaves its schedule to XML. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class NothingDeclared {}
}
