package io.beatcop.lease;

/**
 * A setting that its user wrote wrong. The message is one sentence that names the setting, its
 * value and what is expected; it is meant to be shown as it is, without a stack trace.
 */
public final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A URI may have 100,000 characters; a sentence that can be read has fewer. */
  private static final int LONGEST_VALUE = 300;

  private final String setting;
  private final String value;
  private final String expected;

  /**
   * Makes the sentence «setting = value: expected».
   *
   * @param setting the name of the setting, as its user wrote it
   * @param value the value, as its user wrote it; never a secret
   * @param expected what the setting must be, or what to do
   */
  public SettingException(String setting, Object value, String expected) {
    super(sentence(setting, value.toString(), expected));
    this.setting = setting;
    this.value = value.toString();
    this.expected = expected;
  }

  /** On one line, whatever the user wrote, and whatever Redis is quoted with. */
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
   * The same for a user who knows the setting by another name.
   *
   * @param name what the user calls it
   * @return the exception to throw
   */
  public SettingException withName(String name) {
    return new SettingException(name, value, expected);
  }

  /**
   * The same for a user who knows the setting by a longer name.
   *
   * @param prefix what stands before the name of the setting
   * @return the exception to throw
   */
  public SettingException withPrefix(String prefix) {
    return withName(prefix + setting);
  }
}
