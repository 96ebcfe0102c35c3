package postern.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** What was measured, a figure a line: medians, ratios of the same round, aims. */
final class Report {
  static final String POSTERN = "postern";
  private static final List<String> PEERS = List.of("socat", "conserver");

  /**
   * What a figure must reach.
   *
   * @param peer whose ratio counts, or "" for the figure itself
   * @param most the limit is an upper one
   */
  record Aim(String peer, boolean most, double limit) {
    static Aim most(double limit) {
      return new Aim("", true, limit);
    }

    static Aim mostOf(String peer, double ratio) {
      return new Aim(peer, true, ratio);
    }

    static Aim leastOf(String peer, double ratio) {
      return new Aim(peer, false, ratio);
    }

    static Aim least(double limit) {
      return new Aim("", false, limit);
    }

    boolean holds(double value) {
      return most ? value <= limit : value >= limit;
    }

    String text() {
      return (most ? "<= " : ">= ") + number(limit) + (peer.isEmpty() ? "" : " x " + peer);
    }
  }

  /** One figure of all gateways; NaN stands where a gateway could not. */
  private static final class Figure {
    private final String unit;
    private final Map<String, List<Double>> rounds = new LinkedHashMap<>();
    private @Nullable Aim aim;

    Figure(String unit) {
      this.unit = unit;
    }
  }

  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();

  synchronized void add(String figure, String unit, String gateway, double value) {
    figures
        .computeIfAbsent(figure, name -> new Figure(unit))
        .rounds
        .computeIfAbsent(gateway, name -> new ArrayList<>())
        .add(value);
    System.err.printf(Locale.ROOT, "  %-44s %-10s %12s %s%n", figure, gateway, number(value), unit);
  }

  /** A figure that nobody could measure has missed its aim. */
  synchronized void aim(String figure, Aim aim) {
    figures.computeIfAbsent(figure, name -> new Figure("")).aim = aim;
  }

  /** A figure out of two others, for each gateway and round that has both. */
  synchronized void derive(
      String figure, String unit, String first, String second, DoubleBinaryOperator from) {
    for (String gateway : List.of("socat", "conserver", POSTERN)) {
      List<Double> a = rounds(first, gateway);
      List<Double> b = rounds(second, gateway);
      for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
        add(figure, unit, gateway, from.applyAsDouble(a.get(i), b.get(i)));
      }
    }
  }

  private List<Double> rounds(String figure, String gateway) {
    Figure found = figures.get(figure);
    return found == null ? List.of() : found.rounds.getOrDefault(gateway, List.of());
  }

  synchronized void remark(String words) {
    remarks.add(words);
    System.err.println("  " + words);
  }

  /** Prints the table; true when every aim holds. */
  synchronized boolean print() {
    String form = "%-42s %-9s %12s %12s %12s  %-22s %-22s %s%n";
    System.out.println();
    System.out.printf(
        form, "medians", "unit", "socat", "conserver", POSTERN, "x socat", "x conserver", "aim");
    boolean well = true;
    for (Map.Entry<String, Figure> entry : figures.entrySet()) {
      Figure figure = entry.getValue();
      String verdict = verdict(figure);
      well &= !verdict.endsWith("MISSED");
      System.out.printf(
          form,
          entry.getKey(),
          figure.unit,
          absolute(figure, "socat"),
          absolute(figure, "conserver"),
          absolute(figure, POSTERN),
          ratios(figure, "socat"),
          ratios(figure, "conserver"),
          verdict);
    }
    remarks.forEach(System.out::println);
    System.out.println(well ? "every aim holds" : "an aim is MISSED");
    return well;
  }

  private static String verdict(Figure figure) {
    Aim aim = figure.aim;
    if (aim == null) {
      return "";
    }
    double value =
        aim.peer.isEmpty()
            ? median(figure.rounds.getOrDefault(POSTERN, List.of()))
            : median(ratio(figure, aim.peer));
    return aim.text() + (aim.holds(value) ? "  met" : "  MISSED");
  }

  private static String absolute(Figure figure, String gateway) {
    List<Double> rounds = figure.rounds.get(gateway);
    return rounds == null ? "-" : number(median(rounds));
  }

  private static String ratios(Figure figure, String peer) {
    List<Double> ratios = ratio(figure, peer);
    if (ratios.isEmpty() || !PEERS.contains(peer)) {
      return "-";
    }
    double[] sorted = ratios.stream().mapToDouble(r -> r).sorted().toArray();
    String middle = number(median(ratios));
    return sorted.length == 1
        ? middle
        : middle + " [" + number(sorted[0]) + ".." + number(sorted[sorted.length - 1]) + "]";
  }

  private static List<Double> ratio(Figure figure, String peer) {
    List<Double> ours = figure.rounds.getOrDefault(POSTERN, List.of());
    List<Double> theirs = figure.rounds.getOrDefault(peer, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      if (theirs.get(i) > 0) {
        ratios.add(ours.get(i) / theirs.get(i));
      }
    }
    return ratios;
  }

  static double median(List<Double> values) {
    return percentile(values.stream().mapToDouble(v -> v).toArray(), 50);
  }

  /** NaN for no values. */
  static double percentile(double[] values, double percent) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (percent == 50 && sorted.length % 2 == 0) {
      return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }
    int at = (int) Math.ceil(percent / 100 * sorted.length) - 1;
    return sorted[Math.clamp(at, 0, sorted.length - 1)];
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "none";
    }
    double size = Math.abs(value);
    String form = size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }
}
