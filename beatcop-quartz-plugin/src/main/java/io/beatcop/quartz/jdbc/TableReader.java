package io.beatcop.quartz.jdbc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.net.URL;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.impl.jdbcjobstore.NoSuchDelegateException;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.quartz.spi.ClassLoadHelper;
import org.slf4j.Logger;

/**
 * Quartz' own reader of its tables, but for blobs and classes.
 *
 * <p>It reads blobs as bytes, which the drivers of all databases can, and takes from them no
 * objects but Java's and Quartz' own, and those of the classes that the user lists. It needs no
 * class of a job: it keeps the name.
 */
final class TableReader extends StdJDBCDelegate {

  /** Stands for the class of each job. */
  static final class AnyJob implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      throw new UnsupportedOperationException();
    }
  }

  private static final List<String> TABLES_OF_SCHEDULERS =
      List.of(
          TABLE_JOB_DETAILS,
          TABLE_TRIGGERS,
          TABLE_CALENDARS,
          TABLE_PAUSED_TRIGGERS,
          TABLE_SCHEDULER_STATE,
          TABLE_LOCKS);

  private static final int FIRST_BYTE_OF_OBJECTS = 0xac;

  private static final String KNOWN =
      "java.lang.*;java.math.*;java.time.*;java.util.**;sun.util.calendar.*;org.quartz.**;";

  private final ObjectInputFilter filter;
  private final Names names = new Names();

  /**
   * Makes a reader.
   *
   * @param listed patterns of further classes of which it takes objects, separated by semicolons;
   *     empty for none
   */
  TableReader(Logger log, String prefix, String scheduler, String listed)
      throws NoSuchDelegateException {
    filter = ObjectInputFilter.Config.createFilter(KNOWN + listed + ";!*");
    initialize(log, prefix, scheduler, "beatcop", names, false, "");
  }

  /** Notes the name of the class that was asked for last. */
  private static final class Names implements ClassLoadHelper {

    private String last = "";

    @Override
    public void initialize() {}

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      // Quartz asks by this for the parts of its own.
      return Class.forName(name);
    }

    @Override
    @SuppressWarnings("unchecked") // T is Job, or above it.
    public <T> Class<? extends T> loadClass(String name, Class<T> type) {
      last = name;
      return (Class<? extends T>) AnyJob.class;
    }

    @Override
    public @Nullable URL getResource(String name) {
      return null;
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      return null;
    }

    @Override
    public ClassLoader getClassLoader() {
      return TableReader.class.getClassLoader();
    }
  }

  /** The names of the schedulers that the tables have anything of. */
  Set<String> schedulers(Connection database) throws SQLException {
    Set<String> names = new TreeSet<>();
    for (String table : TABLES_OF_SCHEDULERS) {
      try (Statement statement = database.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT DISTINCT " + COL_SCHEDULER_NAME + " FROM " + tablePrefix + table)) {
        while (row.next()) {
          names.add(row.getString(1));
        }
      }
    }
    return names;
  }

  ClassLoadHelper classes() {
    return names;
  }

  /** The class of the job that was read last. */
  String lastClass() {
    return names.last;
  }

  @Override
  protected @Nullable Object getObjectFromBlob(ResultSet row, String column)
      throws ClassNotFoundException, IOException, SQLException {
    if (column.equals(COL_BLOB)) {
      throw new IOException(
          "it is kept as a blob: a shared schedule keeps triggers of Quartz' own classes");
    }
    byte[] bytes = row.getBytes(column);
    if (bytes == null || bytes.length == 0) {
      return null;
    }
    InputStream in = new ByteArrayInputStream(bytes);
    if ((bytes[0] & 0xff) != FIRST_BYTE_OF_OBJECTS) {
      return texts(in);
    }
    try (ObjectInputStream objects = new ObjectInputStream(in)) {
      String[] foreign = new String[1];
      objects.setObjectInputFilter(
          part -> {
            ObjectInputFilter.Status status = filter.checkInput(part);
            if (status == ObjectInputFilter.Status.REJECTED && part.serialClass() != null) {
              foreign[0] = part.serialClass().getName();
            }
            return status;
          });
      try {
        return objects.readObject();
      } catch (InvalidClassException e) {
        throw foreign[0] == null
            ? e
            : new IOException(
                "it has a Java object, "
                    + foreign[0]
                    + ": list that class, and those that it consists of, in --job-data-classes, and"
                    + " in org.quartz.jobStore.jobdataclasses of the nodes",
                e);
      }
    }
  }

  /** Job data that were written with {@code useProperties}. */
  private static Map<Object, Object> texts(InputStream in) throws IOException {
    Properties properties = new Properties();
    properties.load(in);
    return new HashMap<>(properties);
  }

  @Override
  protected @Nullable Object getJobDataFromBlob(ResultSet row, String column)
      throws ClassNotFoundException, IOException, SQLException {
    return getObjectFromBlob(row, column);
  }
}
