package io.beatcop.lease;

/**
 * Who asks a simulated server.
 *
 * @param holder the name of the holder
 * @param start which of the starts under that name it is
 * @param ttlMillis for how long it wants the key
 */
record Sender(String holder, String start, long ttlMillis) {}
