package postern.gateway.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Somebody at a console of {@link NumberedLines} by the stock client, with a terminal and {@code
 * +raw}: escape keys work, what the machine says and what the gateway says come apart.
 */
public final class Person implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LEFT_OUT =
      Pattern.compile("(\\d+) bytes from [^\\n]*? were not shown");

  private final String name;
  private final Process client;
  private final NumberedLines.Reader seen = new NumberedLines.Reader();
  private final StringBuilder told = new StringBuilder();
  private final Random cuts;
  private int heard;

  private Person(String name, Process client, long seed) {
    this.name = name;
    this.client = client;
    this.cuts = new Random(seed);
    read(client.getInputStream(), seen::shown);
    read(
        client.getErrorStream(),
        (bytes, count) -> tell(new String(bytes, 0, count, StandardCharsets.UTF_8)));
  }

  /**
   * Comes to that machine.
   *
   * @param seed of where what they type is cut
   */
  public static Person at(Gateway gateway, String name, String machine, long seed) {
    try {
      ProcessBuilder ssh =
          new ProcessBuilder(gateway.as(name).command(java.util.List.of("-tt"), machine + "+raw"));
      return new Person(name, ssh.start(), seed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Sink {
    void take(byte[] bytes, int count);
  }

  private void read(InputStream from, Sink to) {
    Thread.ofPlatform()
        .daemon()
        .name("person " + name)
        .start(() -> {
          byte[] chunk = new byte[64 * 1024];
          try (from) {
            for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
              to.take(chunk, n);
            }
          } catch (IOException e) {
            tell("[read: " + e.getMessage() + "]");
          }
        });
  }

  private void tell(String text) {
    synchronized (told) {
      told.append(text);
    }
  }

  private String told() {
    synchronized (told) {
      return told.toString();
    }
  }

  public String name() {
    return name;
  }

  /** What they were shown. */
  public NumberedLines.Reader seen() {
    return seen;
  }

  /** How many bytes they were told were left out. */
  public long toldLeftOut() {
    long sum = 0;
    Matcher each = LEFT_OUT.matcher(told());
    while (each.find()) {
      sum += Long.parseLong(each.group(1));
    }
    return sum;
  }

  /** Types some bytes, cut anywhere. */
  public void type(byte[] bytes) throws IOException {
    OutputStream input = client.getOutputStream();
    for (int from = 0; from < bytes.length; ) {
      int most = cuts.nextBoolean() ? 3 : 1500;
      int count = Math.min(bytes.length - from, 1 + cuts.nextInt(most));
      input.write(bytes, from, count);
      input.flush();
      from += count;
    }
  }

  /** Presses an escape key. */
  public Person key(String letters) throws IOException {
    type(("\5c" + letters).getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** Waits until the gateway says that, after what was heard last. */
  public void hears(String words) {
    try {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> told().indexOf(words, heard) >= 0);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(name + " never heard \"" + words + "\" but:\n" + told(), e);
    }
    heard = told().indexOf(words, heard) + words.length();
  }

  /** Their client stands still: it reads nothing and answers nothing. */
  public void standStill() {
    Program.must("kill", "-STOP", "" + client.pid());
  }

  public void goOn() {
    Program.must("kill", "-CONT", "" + client.pid());
  }

  @Override
  public void close() {
    client.destroyForcibly();
  }
}
