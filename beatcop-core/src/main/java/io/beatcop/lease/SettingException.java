package io.beatcop.lease;

/**
 * A user's setting is wrong. The message is one sentence that names the setting, its value and what
 * is expected; it is meant to be shown as it is, without a stack trace.
 */
public final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** How much of a value is shown: a URI may have 100,000 characters. */
  private static final int LONGEST_VALUE = 300;

  /** The kind of the mistake, for programs that treat some kinds differently. */
  public enum Kind {
    /** The setting can't have this value. */
    WRONG_VALUE,

    /** The host in the value is unknown. */
    UNKNOWN_HOST,

    /** The server in the value is too old. */
    TOO_OLD
  }

  private final String setting;
  private final String value;
  private final String expected;
  private final Kind kind;

  /**
   * Makes the sentence «setting = value: expected».
   *
   * @param setting the name of the setting, as its user wrote it
   * @param value the value, as its user wrote it; never a secret
   * @param expected what the setting must be, or what to do
   */
  public SettingException(String setting, Object value, String expected) {
    this(setting, value, expected, Kind.WRONG_VALUE);
  }

  /**
   * Makes the sentence «setting = value: expected», for a kind of mistake that programs may treat
   * differently.
   *
   * @param setting the name of the setting, as its user wrote it
   * @param value the value, as its user wrote it; never a secret
   * @param expected what the setting must be, or what to do
   * @param kind what is wrong
   */
  public SettingException(String setting, Object value, String expected, Kind kind) {
    super(sentence(setting, value.toString(), expected));
    this.setting = setting;
    this.value = value.toString();
    this.expected = expected;
    this.kind = kind;
  }

  /** Makes a sentence of one line, whatever the user wrote or Redis answered. */
  private static String sentence(String setting, String value, String expected) {
    return VisibleText.of(setting, LONGEST_VALUE)
        + " = "
        + VisibleText.of(value, LONGEST_VALUE)
        + ": "
        + VisibleText.of(expected);
  }

  /**
   * The setting that is wrong.
   *
   * @return its name
   */
  public String setting() {
    return setting;
  }

  /**
   * The kind of the mistake.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The same for a user who knows the setting by another name.
   *
   * @param name what the user calls it
   * @return the exception to throw
   */
  public SettingException withName(String name) {
    return new SettingException(name, value, expected, kind);
  }

  /**
   * The same for a user who knows the setting by a longer name.
   *
   * @param prefix the text before the name of the setting
   * @return the exception to throw
   */
  public SettingException withPrefix(String prefix) {
    return withName(prefix + setting);
  }
}
