package io.beatcop.quartz.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.beatcop.redis.schedule.JsonObject;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Calendar;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobPersistenceException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.calendar.BaseCalendar;
import org.quartz.impl.triggers.SimpleTriggerImpl;
import org.quartz.spi.OperableTrigger;

/** Jobs, triggers and calendars come back from their texts as they were. */
class ScheduleTextTest {

  private static final JobClasses CLASSES = name -> Class.forName(name).asSubclass(Job.class);

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aJobComesBack(long seed) throws Exception {
    JobDetail job = new RandomSchedules(seed).job("name", "group");

    String text = JobText.write(job, JavaValues.NONE);
    JobDetail read = JobText.read(job.getKey(), text, CLASSES);

    assertThat(read.getKey()).isEqualTo(job.getKey());
    assertThat(read.getJobClass()).isEqualTo(job.getJobClass());
    assertThat(read.getDescription()).isEqualTo(job.getDescription());
    assertThat(read.isDurable()).isEqualTo(job.isDurable());
    assertThat(read.requestsRecovery()).isEqualTo(job.requestsRecovery());
    assertThat(read.getJobDataMap().getWrappedMap()).isEqualTo(job.getJobDataMap().getWrappedMap());
    assertThat(text).matches("[ -~]*");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aTriggerComesBackAndGoesOnAsItWould(long seed) throws Exception {
    RandomSchedules made = new RandomSchedules(seed);
    OperableTrigger trigger = made.trigger("name", "group", made.job("job", "jobs"));

    String text = TriggerText.write(trigger, 1, JavaValues.NONE);
    OperableTrigger read = TriggerText.read(trigger.getKey(), text, JavaValues.NONE);

    assertThat(TriggerText.write(read, 1, JavaValues.NONE)).isEqualTo(text);
    assertThat(read.getJobDataMap().getWrappedMap())
        .isEqualTo(trigger.getJobDataMap().getWrappedMap());
    assertThat(times(read)).isEqualTo(times(trigger));
  }

  private static List<Date> times(OperableTrigger trigger) {
    List<Date> times = new ArrayList<>();
    for (int i = 0; i < 20 && trigger.getNextFireTime() != null; i++) {
      times.add(trigger.getNextFireTime());
      trigger.triggered(null);
    }
    return times;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aCalendarComesBackAndExcludesTheSameTimes(long seed) throws Exception {
    Calendar calendar = new RandomSchedules(seed).calendar();

    Calendar read = CalendarText.read(CalendarText.write("days", calendar));

    assertThat(read.getDescription()).isEqualTo(calendar.getDescription());
    for (long hour = 0; hour < 24 * 40; hour += 5) {
      long time = RandomSchedules.NOW + hour * 3_600_000;
      assertThat(read.isTimeIncluded(time)).isEqualTo(calendar.isTimeIncluded(time));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theNameOfAnItemComesBack(long seed) {
    RandomSchedules made = new RandomSchedules(seed);
    for (Item.Kind kind : Item.Kind.values()) {
      Item item = new Item(kind, made.name(), made.name());

      assertThat(item.field()).doesNotContain("\n");
      assertThat(Item.parse(item.field())).isEqualTo(item);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}x",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{\"a\":nul}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"",
        "{\"a\":1-}",
        "{\"a\":99999999999999999999}"
      })
  void aTextThatIsNoObjectIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.parse(text));
  }

  @Test
  void aTextThatIsNestedTooDeeplyIsRefused() {
    String deep = "{\"a\":" + "[".repeat(100_000);

    assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.parse(deep));
  }

  @Test
  void jobDataThatCantBeKeptAreRefusedByTheirKey() {
    JobDataMap data = new JobDataMap();
    data.put("list", new ArrayList<>());
    JobDetail job =
        JobBuilder.newJob(RandomSchedules.Idle.class)
            .withIdentity("j", "g")
            .usingJobData(data)
            .build();

    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> JobText.write(job, JavaValues.NONE))
        .withMessage(
            "the job data of job g.j have a java.util.ArrayList as 'list': a shared schedule keeps"
                + " texts, numbers, booleans and dates, and Java objects with"
                + " org.quartz.jobStore.jobdata = java");
  }

  /** An object of an application. */
  record Order(String customer, List<Object> items, List<int[]> sizes) implements Serializable {}

  private static JobDetail jobWith(Object value) {
    JobDataMap data = new JobDataMap();
    data.put("order", value);
    return JobBuilder.newJob(RandomSchedules.Idle.class)
        .withIdentity("j", "g")
        .usingJobData(data)
        .build();
  }

  private static JavaValues values(String patterns) {
    return JavaValues.of(patterns, ScheduleTextTest.class.getClassLoader());
  }

  private static JobClasses classes(JavaValues values) {
    return new JobClasses() {
      @Override
      public Class<? extends Job> load(String name) throws ClassNotFoundException {
        return CLASSES.load(name);
      }

      @Override
      public JavaValues values() {
        return values;
      }
    };
  }

  @Test
  void javaObjectsOfTheListedClassesComeBack() throws Exception {
    Order order =
        new Order(
            "c", new ArrayList<>(List.of("a", 5L)), new ArrayList<>(List.of(new int[] {1, 2})));
    JavaValues values = values(Order.class.getName() + ";java.util.ArrayList;java.lang.*");

    String text = JobText.write(jobWith(order), values);
    JobDetail job = JobText.read(jobWith(0).getKey(), text, classes(values));
    Order read = (Order) Objects.requireNonNull(job.getJobDataMap().get("order"));

    assertThat(read.customer()).isEqualTo("c");
    assertThat(read.items()).containsExactly("a", 5L);
    assertThat(read.sizes().get(0)).containsExactly(1, 2);
  }

  @Test
  void aJavaObjectThatNoNodeWouldReadIsRefusedByItsKey() {
    JavaValues values = values(Order.class.getName() + ";java.util.ArrayList;java.lang.*");

    assertThatExceptionOfType(JobPersistenceException.class)
        .as("an object inside is of another class")
        .isThrownBy(
            () ->
                JobText.write(
                    jobWith(new Order("c", List.of(new java.io.File("f")), new ArrayList<>())),
                    values))
        .withMessageContaining("the job data of job g.j have a " + Order.class.getName())
        .withMessageContaining("as 'order': it has objects of classes that")
        .withMessageContaining("org.quartz.jobStore.jobdataclasses does not list");
    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> JobText.write(jobWith(new Object()), values))
        .withMessageContaining("java.lang.Object as 'order', which can't be serialized");
    assertThatExceptionOfType(JobPersistenceException.class)
        .as("so deep that reading it would take the stack")
        .isThrownBy(() -> JobText.write(jobWith(nested(60)), values))
        .withMessageContaining("or too many");
  }

  private static Object nested(int depth) {
    return depth == 0 ? "x" : new ArrayList<>(List.of(nested(depth - 1)));
  }

  @Test
  void aJavaObjectThatIsNotListedHereIsNotRead() throws Exception {
    Order order = new Order("c", new ArrayList<>(), new ArrayList<>());
    String text =
        JobText.write(jobWith(order), values(Order.class.getName() + ";java.util.ArrayList"));
    JobDetail job = jobWith(0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobText.read(job.getKey(), text, classes(values("java.util.ArrayList"))))
        .withMessageContaining("REJECTED");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobText.read(job.getKey(), text, CLASSES))
        .withMessageContaining("org.quartz.jobStore.jobdata is not java here");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                JobText.read(
                    job.getKey(),
                    text.replaceAll("rO0AB[^\"]*", "rO0ABX"),
                    classes(values("java.util.*"))))
        .withMessageContaining("can't be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "*", "com.example.Order;*"})
  void aListOfNoClassesOrOfAllIsRefused(String patterns) {
    assertThatIllegalArgumentException().isThrownBy(() -> values(patterns));
  }

  @Test
  void jobDataThatNoNodeWouldReadAreRefused() {
    JobDetail job =
        JobBuilder.newJob(RandomSchedules.Idle.class)
            .withIdentity("j", "g")
            .usingJobData("large", "x".repeat(KeptText.LONGEST))
            .build();

    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> JobText.write(job, JavaValues.NONE))
        .withMessageContaining("job g.j takes 524")
        .withMessageContaining("at most 524288 are kept");
  }

  @Test
  void jobDataMayHaveAKeyWithoutAValue() throws Exception {
    JobDataMap data = new JobDataMap();
    data.put("nothing", (Object) null);

    JobDataMap read =
        JobDataText.read(JobDataText.write(data, "job", JavaValues.NONE), JavaValues.NONE);

    assertThat(read.getWrappedMap()).containsEntry("nothing", null);
    assertThat(read.isDirty()).isFalse();
  }

  /** A trigger of an application's own. */
  static final class Own extends SimpleTriggerImpl {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aTriggerOfAnotherClassIsRefused() {
    Own own = new Own();
    own.setKey(new org.quartz.TriggerKey("t", "g"));
    own.setJobKey(new org.quartz.JobKey("j", "g"));
    own.setStartTime(new Date(0));

    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> TriggerText.write(own, 0, JavaValues.NONE))
        .withMessageContaining("trigger g.t is a io.beatcop.quartz.schedule.ScheduleTextTest$Own");
  }

  @Test
  void aCalendarOfAnotherClassIsRefused() {
    Calendar own =
        new BaseCalendar() {
          private static final long serialVersionUID = 1L;
        };

    assertThatExceptionOfType(JobPersistenceException.class)
        .isThrownBy(() -> CalendarText.write("days", own))
        .withMessageContaining("calendar 'days' is a ");
  }

  private static String declared(long startMillis, int priority) throws Exception {
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity("t", "g")
            .forJob("j", "g")
            .startAt(new Date(startMillis))
            .withPriority(priority)
            .build();
    return TriggerText.write((OperableTrigger) trigger, startMillis, JavaValues.NONE);
  }

  @Test
  void twoProgramsDeclareTheSameAtDifferentMoments() throws Exception {
    String first = declared(1_000, 5);

    assertThat(TriggerText.declaration(declared(2_000, 5), 3_000))
        .isEqualTo(TriggerText.declaration(first, 3_000));
    assertThat(TriggerText.declaration(declared(2_000, 6), 3_000))
        .isNotEqualTo(TriggerText.declaration(first, 3_000));
    assertThat(TriggerText.declaration(declared(4_000, 5), 3_000))
        .isNotEqualTo(TriggerText.declaration(first, 3_000));
  }
}
