package io.beatcop.quartz.schedule;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.quartz.JobPersistenceException;

/**
 * The Java objects that job data may have besides plain values: those of the classes that the user
 * has listed, serialized (S-2). Anyone who may write to Redis can make a node read any of these
 * objects, but no other one.
 */
public final class JavaValues {

  /** How deep objects may be nested, so that reading them does not use up the stack. */
  private static final String LIMITS = "maxdepth=50;maxarray=100000;maxrefs=100000;";

  /** No objects at all. */
  public static final JavaValues NONE = new JavaValues(Optional.empty());

  /** What may be read, and who knows the classes. */
  private record Allowed(ObjectInputFilter filter, ClassLoader classes) {}

  private final Optional<Allowed> allowed;

  private JavaValues(Optional<Allowed> allowed) {
    this.allowed = allowed;
  }

  /**
   * Objects of some classes.
   *
   * @param patterns the classes, as {@link ObjectInputFilter.Config#createFilter} has them: {@code
   *     com.example.Order;com.example.model.*}; each object inside a value counts as well
   * @param loader knows the classes
   * @throws IllegalArgumentException if they are no patterns, or allow every class that there is
   */
  public static JavaValues of(String patterns, ClassLoader loader) {
    boolean allowsAll = Arrays.stream(patterns.split(";")).map(String::strip).anyMatch("*"::equals);
    if (patterns.isBlank() || allowsAll) {
      throw new IllegalArgumentException(patterns);
    }
    ObjectInputFilter filter = ObjectInputFilter.Config.createFilter(LIMITS + patterns + ";!*");
    return new JavaValues(Optional.of(new Allowed(filter, loader)));
  }

  /**
   * Writes a value.
   *
   * @param what the value's owner and key, for the message
   * @throws JobPersistenceException if no node would read it
   */
  String write(Object value, String what) throws JobPersistenceException {
    if (allowed.isEmpty()) {
      throw new JobPersistenceException(
          what
              + ": a shared schedule keeps texts, numbers, booleans and dates, and Java objects with"
              + " org.quartz.jobStore.jobdata = java");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
      out.flush();
      Object unused = read(bytes.toByteArray(), allowed.get());
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (NotSerializableException e) {
      throw new JobPersistenceException(
          what + ", which can't be serialized, since " + e.getMessage() + " can't", e);
    } catch (InvalidClassException e) {
      throw new JobPersistenceException(
          what
              + ": it has objects of classes that org.quartz.jobStore.jobdataclasses does not list,"
              + " or too many: "
              + e.getMessage(),
          e);
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      throw new JobPersistenceException(what + ", which can't be serialized: " + e, e);
    }
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if this node may not, or can't
   */
  Object read(String text) {
    if (allowed.isEmpty()) {
      throw new IllegalArgumentException(
          "it has a Java object, and org.quartz.jobStore.jobdata is not java here");
    }
    try {
      return read(Base64.getDecoder().decode(text), allowed.get());
    } catch (IOException | ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException("it has a Java object that can't be read: " + e, e);
    }
  }

  private static Object read(byte[] bytes, Allowed allowed)
      throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new Reader(new ByteArrayInputStream(bytes), allowed.classes())) {
      in.setObjectInputFilter(allowed.filter());
      return in.readObject();
    }
  }

  /** Takes classes from where the scheduler has those of its jobs. */
  private static final class Reader extends ObjectInputStream {

    private final ClassLoader classes;

    Reader(InputStream in, ClassLoader classes) throws IOException {
      super(in);
      this.classes = classes;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass described)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(described.getName(), false, classes);
      } catch (ClassNotFoundException e) {
        // It knows those of primitive types.
        return super.resolveClass(described);
      }
    }
  }
}
