package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.NumberedLines;
import postern.gateway.rig.Person;
import postern.gateway.rig.Site;

/** Ten people at one console, each with an ssh client: one types and all see it. */
@Tag("long")
@Timeout(240)
final class TenClientsOnOneConsoleTest {
  private static final int PEOPLE = 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern EVENT_FIELD = Pattern.compile("\"(\\w+)\":\"([^\"]*)\"");

  @TempDir private static Path dir;
  private static Gateway gateway;

  private final Random random = new Random(11);
  private final List<Person> people = new ArrayList<>();
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
  private final List<String> changes = new ArrayList<>();

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    StringBuilder all = new StringBuilder(site.auditor("otto"));
    for (int i = 0; i < PEOPLE; i++) {
      all.append(site.person("red", "p" + i));
    }
    all.append("access = \"watch\"\n"); // applies to the last person
    all.append(FakeMachine.entry("shared", "red", dir.resolve("shared")));
    all.append(FakeMachine.entry("flooded", "red", dir.resolve("flooded")));
    gateway = Gateway.start(site.fleet("all.toml", all.toString()));
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  /** Attaches all before the machine says anything; the first one has the keyboard. */
  private void attachAll(String machine) {
    for (int i = 0; i < PEOPLE; i++) {
      people.add(Person.at(gateway, "p" + i, machine, i));
      int here = i + 1;
      await(here + " people here")
          .atMost(LIMIT)
          .until(
              () -> gateway.as("p0").run(machine, "who", "--json").text().lines().count() == here);
    }
  }

  private void leaveAll() {
    people.forEach(Person::close);
  }

  @Test
  void onlyTheHoldersBytesArriveInOrderAndAllSeeTheSame() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    try (FakeMachine machine = FakeMachine.silent(dir.resolve("shared"))) {
      machine.awaitConnected();
      attachAll("shared");
      changes.add("take red/p0");
      long[] said = new long[1];
      Thread talks = Thread.ofPlatform().start(() -> said[0] = talk(machine, enough));
      for (Person next : people.subList(1, PEOPLE - 1)) {
        turns(machine, people.getFirst(), next);
      }
      aPersonWhoMayOnlyWatchNeverGetsIt(machine);
      forcedInTheMiddle(machine, people.getFirst(), people.get(4));
      enough.set(true);
      talks.join();
      assertThat(said[0]).isGreaterThan(100_000);
      for (Person each : people) {
        await(each.name()).atMost(LIMIT).until(() -> each.seen().at() >= said[0]);
        assertThat(each.seen().at()).isEqualTo(said[0]);
        assertThat(each.seen().missed()).isZero();
      }
      await().atMost(LIMIT).untilAsserted(() -> assertThat(keyboardEvents()).isEqualTo(changes));
    } finally {
      enough.set(true);
      leaveAll();
    }
  }

  /** Sends about a thousand lines a second until told to stop; returns the number of bytes. */
  private static long talk(FakeMachine machine, AtomicBoolean enough) {
    long line = 0;
    try {
      for (; !enough.get(); line += 20) {
        machine.say(NumberedLines.lines(line, 20));
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      return -1;
    }
    return line * NumberedLines.LENGTH;
  }

  /** Passes the keyboard on: refused, granted, taken, and taken back. */
  private void turns(FakeMachine machine, Person first, Person next) throws IOException {
    allType(machine, first);
    asks(next, first);
    allType(machine, first); // a pending request does not stop the holder
    first.key("N").hears("you keep the keyboard; red/" + next.name());
    next.hears("red/p0 keeps the keyboard");
    changes.add("ask-refused red/" + next.name() + " from red/p0");
    asks(next, first);
    first.key("y").hears("you gave the keyboard to red/" + next.name());
    next.hears("red/p0 gave you the keyboard");
    changes.add("consent red/" + next.name() + " from red/p0");
    allType(machine, next);
    forces(first, next);
    allType(machine, first);
    forces(next, first);
    allType(machine, next);
    forces(first, next);
  }

  private void asks(Person who, Person holder) throws IOException {
    who.key("q").hears("you asked red/" + holder.name());
    holder.hears("red/" + who.name() + " asks for the keyboard");
    changes.add("ask-asked red/" + who.name() + " from red/" + holder.name());
  }

  private void forces(Person who, Person holder) throws IOException {
    who.key("f").hears("you have the keyboard");
    holder.hears("red/" + who.name() + " took the keyboard from you");
    changes.add("force red/" + who.name() + " from red/" + holder.name());
  }

  private void aPersonWhoMayOnlyWatchNeverGetsIt(FakeMachine machine) throws IOException {
    Person watcher = people.getLast();
    for (String key : List.of("q", "f", "a")) {
      watcher.key(key).hears("you may only watch here");
      allType(machine, people.getFirst());
    }
  }

  /** All type at once, and only what the holder typed arrives. */
  private void allType(FakeMachine machine, Person holder) throws IOException {
    for (int part = 0; part < 20; part++) {
      byte[] bytes = anyBytes(1 + random.nextInt(400));
      typed.writeBytes(bytes);
      holder.type(bytes);
      Person other = people.get(random.nextInt(PEOPLE));
      if (other != holder) {
        other.type(anyBytes(1 + random.nextInt(100)));
      }
    }
    await().atMost(LIMIT).until(() -> machine.got().length >= typed.size());
    assertThat(machine.got()).isEqualTo(typed.toByteArray());
  }

  /** Returns any bytes except the escape prefix. */
  private byte[] anyBytes(int count) {
    return anyBytes(random, count);
  }

  private static byte[] anyBytes(Random random, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      int value = random.nextInt(255);
      bytes[i] = (byte) (value < 5 ? value : value + 1);
    }
    return bytes;
  }

  /** Takes the keyboard from a person who is typing; only a first part of that arrives. */
  private void forcedInTheMiddle(FakeMachine machine, Person first, Person next) throws Exception {
    ByteArrayOutputStream much = new ByteArrayOutputStream();
    AtomicBoolean taken = new AtomicBoolean();
    Thread types = Thread.ofPlatform().start(() -> typeUntil(taken, first, much));
    await().atMost(LIMIT).until(() -> machine.got().length > typed.size() + 10_000);
    forces(next, first);
    taken.set(true);
    types.join();
    byte[] end = anyBytes(5000);
    next.type(end);
    await().atMost(LIMIT).until(() -> endsWith(machine.got(), end));
    byte[] got = machine.got();
    int part = got.length - typed.size() - end.length;
    assertThat(part).isBetween(10_000, much.size() - 1);
    typed.write(much.toByteArray(), 0, part);
    typed.writeBytes(end);
    assertThat(got).isEqualTo(typed.toByteArray());
  }

  private static void typeUntil(AtomicBoolean taken, Person person, ByteArrayOutputStream typed) {
    Random others = new Random(12);
    try {
      for (boolean last = false; !last; ) {
        last = taken.get();
        byte[] bytes = anyBytes(others, 1000);
        typed.writeBytes(bytes);
        person.type(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean endsWith(byte[] all, byte[] end) {
    int from = all.length - end.length;
    return from >= 0 && Arrays.equals(all, from, all.length, end, 0, end.length);
  }

  /** Returns the recorded changes of the keyboard and the requests, as text. */
  private static List<String> keyboardEvents() {
    List<String> words = new ArrayList<>();
    String all = gateway.as("otto").run("audit", "events", "--event", "keyboard", "--json").text();
    for (String line : all.lines().filter(l -> l.contains("\"shared\"")).toList()) {
      Map<String, String> fields = new HashMap<>();
      Matcher field = EVENT_FIELD.matcher(line);
      while (field.find()) {
        fields.put(field.group(1), field.group(2));
      }
      if ("ok".equals(fields.get("outcome"))) {
        String from = fields.containsKey("from") ? " from " + fields.get("from") : "";
        words.add(fields.get("action") + " " + fields.get("person") + from);
      }
    }
    return words.reversed(); // the newest event comes first
  }

  @Test
  void aStalledClientDoesNotDelayTheOthersInAFlood() throws Exception {
    try (FakeMachine machine = FakeMachine.silent(dir.resolve("flooded"))) {
      machine.awaitConnected();
      attachAll("flooded");
      Person still = people.get(5);
      still.standStill();
      long line = 0;
      long due = System.nanoTime();
      for (int step = 0; step < 500; step++, line += 1600) { // 102 kB each 10 ms, for 5 s
        machine.say(NumberedLines.lines(line, 1600));
        if (step % 10 == 0) {
          byte[] bytes = anyBytes(50);
          typed.writeBytes(bytes);
          people.getFirst().type(bytes);
        }
        due += 10_000_000;
        LockSupport.parkNanos(due - System.nanoTime());
      }
      for (Person each : people) {
        if (each != still) {
          sawAll(each, line * NumberedLines.LENGTH);
        }
      }
      await().atMost(LIMIT).until(() -> machine.got().length >= typed.size());
      assertThat(machine.got()).isEqualTo(typed.toByteArray());
      still.goOn();
      sawAll(still, line * NumberedLines.LENGTH);
      assertThat(still.toldLeftOut()).isPositive();
    } finally {
      people.get(5).goOn();
      leaveAll();
    }
  }

  private static void sawAll(Person person, long said) {
    await(person.name()).atMost(LIMIT).until(() -> person.seen().at() >= said);
    assertThat(person.seen().at()).isEqualTo(said);
    assertThat(person.toldLeftOut()).as(person.name()).isEqualTo(person.seen().missed());
  }
}
