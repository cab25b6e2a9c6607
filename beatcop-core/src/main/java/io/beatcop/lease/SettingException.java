package io.beatcop.lease;

/**
 * A setting that its user wrote wrong. The message is one sentence that names the setting, its
 * value and what is expected; it is meant to be shown as it is, without a stack trace.
 */
public final class SettingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the sentence «setting = value: expected».
   *
   * @param setting the name of the setting, as its user wrote it
   * @param value the value, as its user wrote it; never a secret
   * @param expected what the setting must be, or what to do
   */
  public SettingException(String setting, Object value, String expected) {
    super(setting + " = " + value + ": " + expected);
  }
}
