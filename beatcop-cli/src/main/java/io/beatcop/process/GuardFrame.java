package io.beatcop.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Frames of the channel between this JVM and the guard: one byte of type, four of length, then the
 * payload, numbers big-endian. {@code guard.h} lists the types and their payloads.
 */
final class GuardFrame {

  /** More than the kernel allows for one variable of an environment, the longest payload. */
  private static final int MAX_LENGTH = 256 * 1024;

  /** Writes a payload into memory, where nothing can fail. */
  private interface Payload {
    void write(DataOutputStream to) throws IOException;
  }

  private GuardFrame() {}

  static byte[] ping(long id) {
    return frame('P', to -> to.writeLong(id));
  }

  static byte[] start(ChildCommand command, long killNanos, long sleepNanos) {
    List<String> added =
        command.added().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return frame(
        'S',
        to -> {
          to.writeLong(killNanos);
          to.writeLong(sleepNanos);
          writeAll(RawArguments.of(command.arguments()), to);
          writeAll(utf8(added), to);
          writeAll(utf8(command.removed()), to);
        });
  }

  static byte[] extend(long id, long killNanos, long sleepNanos) {
    return frame(
        'E',
        to -> {
          to.writeLong(id);
          to.writeLong(killNanos);
          to.writeLong(sleepNanos);
        });
  }

  static byte[] signal(Signal signal) {
    return frame('G', to -> to.writeInt(signal.number()));
  }

  static byte[] signalRest(Signal signal) {
    return frame('R', to -> to.writeInt(signal.number()));
  }

  static byte[] kill() {
    return frame('K', to -> {});
  }

  static byte[] notify(String state) {
    return frame('N', to -> writeBytes(state.getBytes(StandardCharsets.UTF_8), to));
  }

  static byte[] environment() {
    return frame('V', to -> {});
  }

  static byte[] bye() {
    return frame('B', to -> {});
  }

  private static List<byte[]> utf8(Collection<String> strings) {
    return strings.stream().map(string -> string.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static void writeAll(List<byte[]> strings, DataOutputStream to) throws IOException {
    to.writeInt(strings.size());
    for (byte[] string : strings) {
      writeBytes(string, to);
    }
  }

  private static void writeBytes(byte[] string, DataOutputStream to) throws IOException {
    to.writeInt(string.length);
    to.write(string);
  }

  private static byte[] frame(char type, Payload payload) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    try {
      payload.write(new DataOutputStream(content));
      DataOutputStream to = new DataOutputStream(frame);
      to.writeByte(type);
      to.writeInt(content.size());
      content.writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frame.toByteArray();
  }

  /**
   * Waits for the next frame.
   *
   * @return its event, or empty at the end of the channel
   * @throws IOException if its type is unknown
   */
  static Optional<Event> read(DataInputStream from) throws IOException {
    int type = from.read();
    if (type < 0) {
      return Optional.empty();
    }
    int length = from.readInt();
    if (length < 0 || length > MAX_LENGTH) {
      throw new IOException("a frame of " + length + " bytes");
    }
    // Reads the whole payload, whatever it is, so that the next frame begins at the right place.
    byte[] payload = from.readNBytes(length);
    return Optional.of(event(type, new DataInputStream(new ByteArrayInputStream(payload))));
  }

  private static Event event(int type, DataInputStream from) throws IOException {
    return switch (type) {
      case 'p' -> new Event.Pong(from.readLong(), from.readLong(), from.readLong());
      case 's' -> new Event.Started(from.readInt());
      case 'x' -> new Event.NotExecuted(reason(from));
      case 'f' -> new Event.NotStarted(reason(from));
      case 'v' -> new Event.Variable(string(from));
      case 'e' -> new Event.Extended(from.readLong(), from.readLong());
      case 'c' -> new Event.ChildEnded(new ExitStatus(from.readInt()));
      case 'g' -> new Event.Gone();
      case 'u' -> new Event.Stuck(from.readInt(), from.readInt());
      case 'i' -> new Event.Signalled(new Signal(from.readInt()), from.readInt() != 0);
      default -> throw new IOException("a frame of the unknown type " + type);
    };
  }

  /** The text of an error; its number comes first. */
  private static String reason(DataInputStream from) throws IOException {
    from.readInt();
    return string(from);
  }

  private static String string(DataInputStream from) throws IOException {
    return new String(from.readNBytes(from.readInt()), StandardCharsets.UTF_8);
  }
}
