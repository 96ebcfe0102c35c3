package postern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Machines that are only a unix socket: a process of its own, one thread for all of them.
 *
 * <p>Told on standard input, one line each, answered by one line: {@code make PREFIX COUNT}, {@code
 * echo MACHINE}, {@code quiet MACHINE}, {@code flood MACHINE}, {@code rate MACHINE BYTES-A-SECOND}
 * (at {@value NumberedLine#LENGTH} a line each second), {@code sent MACHINE} (lines), {@code stalls
 * MACHINE} (how often it had to wait for its reader since this was last asked), {@code connected
 * PREFIX} (how many, and when the newest came in milliseconds since 1970). In place of a machine
 * {@code PREFIX*} means all of that prefix.
 */
final class FakeMachines {
  private static final int CHUNK = 64 * 1024;
  private static final long PACE_MILLIS = 5;

  private final Path folder;
  private final Selector selector = Selector.open();
  private final Map<String, FakeMachine> machines = new HashMap<>();
  private final ConcurrentLinkedQueue<String> orders = new ConcurrentLinkedQueue<>();
  private final ByteBuffer read = ByteBuffer.allocateDirect(CHUNK);
  private int paced;
  private volatile boolean over;

  private FakeMachines(Path folder) throws IOException {
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    FakeMachines all = new FakeMachines(Path.of(args[0]));
    Thread.ofPlatform().daemon().start(all::listen);
    all.run();
  }

  private void listen() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String order = in.readLine(); order != null; order = in.readLine()) {
        orders.add(order);
        selector.wakeup();
      }
    } catch (IOException e) {
      System.err.println("fake machines: " + e.getMessage());
    } finally {
      over = true;
      selector.wakeup();
    }
  }

  private void run() throws IOException {
    while (!over) {
      selector.select(this::ready, paced > 0 ? PACE_MILLIS : 0);
      for (String order = orders.poll(); order != null; order = orders.poll()) {
        System.out.println(obey(order.split(" ", -1)));
        System.out.flush();
      }
      if (paced > 0) {
        long now = System.nanoTime();
        machines.values().forEach(machine -> machine.pace(now));
      }
    }
  }

  private void ready(SelectionKey key) {
    FakeMachine machine = (FakeMachine) key.attachment();
    try {
      if (key.isAcceptable()) {
        machine.accept(selector);
      } else {
        if (key.isReadable()) {
          machine.read((SocketChannel) key.channel(), read);
        }
        if (key.isValid() && key.isWritable()) {
          machine.write();
        }
      }
    } catch (IOException e) {
      machine.hangUp(key);
    }
  }

  private String obey(String[] words) throws IOException {
    switch (words[0]) {
      case "make" -> make(words[1], Integer.parseInt(words[2]));
      case "echo" -> each(words[1]).forEach(machine -> machine.speak(0, true));
      case "quiet" -> each(words[1]).forEach(machine -> machine.speak(0, false));
      case "flood" -> each(words[1]).forEach(machine -> machine.speak(Long.MAX_VALUE, false));
      case "rate" ->
          each(words[1]).forEach(machine -> machine.speak(Long.parseLong(words[2]), false));
      case "sent" -> {
        return Long.toString(machine(words[1]).sent());
      }
      case "stalls" -> {
        return Long.toString(machine(words[1]).takeStalls());
      }
      case "connected" -> {
        List<FakeMachine> asked = each(words[1] + "*");
        long count = asked.stream().filter(FakeMachine::connected).count();
        long newest = asked.stream().mapToLong(FakeMachine::since).max().orElse(0);
        return count + " " + newest;
      }
      default -> {
        return "unknown " + words[0];
      }
    }
    paced = (int) machines.values().stream().filter(FakeMachine::paced).count();
    return "ok";
  }

  private void make(String prefix, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String name = name(prefix, i);
      ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      door.bind(UnixDomainSocketAddress.of(folder.resolve(name)));
      door.configureBlocking(false);
      FakeMachine machine = new FakeMachine(name, door, i / (double) count);
      machines.put(name, machine);
      door.register(selector, SelectionKey.OP_ACCEPT, machine);
    }
  }

  static String name(String prefix, int number) {
    return String.format("%s%05d", prefix, number);
  }

  private FakeMachine machine(String name) {
    return Objects.requireNonNull(machines.get(name), name);
  }

  private List<FakeMachine> each(String which) {
    if (!which.endsWith("*")) {
      return List.of(machine(which));
    }
    String prefix = which.substring(0, which.length() - 1);
    List<FakeMachine> some = new ArrayList<>();
    machines.forEach((name, machine) -> {
      if (name.startsWith(prefix)) {
        some.add(machine);
      }
    });
    return some;
  }
}
