package postern.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, a figure a line: medians, ratios of the same round, floors. */
final class Report {
  static final String POSTERN = "postern";
  private static final List<String> PEERS = List.of("socat", "conserver");

  /**
   * What a figure must reach.
   *
   * @param peer whose ratio counts, or "" for the figure itself
   * @param most the limit is an upper one
   */
  record Floor(String peer, boolean most, double limit) {
    static Floor most(double limit) {
      return new Floor("", true, limit);
    }

    static Floor mostOf(String peer, double ratio) {
      return new Floor(peer, true, ratio);
    }

    static Floor leastOf(String peer, double ratio) {
      return new Floor(peer, false, ratio);
    }

    static Floor least(double limit) {
      return new Floor("", false, limit);
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
    private Floor floor;

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

  synchronized void floor(String figure, Floor floor) {
    figures.get(figure).floor = floor;
  }

  synchronized void remark(String words) {
    remarks.add(words);
    System.err.println("  " + words);
  }

  /** Prints the table; true when every floor holds. */
  synchronized boolean print() {
    String form = "%-42s %-9s %12s %12s %12s  %-22s %-22s %s%n";
    System.out.println();
    System.out.printf(
        form, "medians", "unit", "socat", "conserver", POSTERN, "x socat", "x conserver", "floor");
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
    System.out.println(well ? "every floor holds" : "a floor is MISSED");
    return well;
  }

  private static String verdict(Figure figure) {
    Floor floor = figure.floor;
    if (floor == null) {
      return "";
    }
    double value =
        floor.peer.isEmpty()
            ? median(figure.rounds.getOrDefault(POSTERN, List.of()))
            : median(ratio(figure, floor.peer));
    return floor.text() + (floor.holds(value) ? "  ok" : "  MISSED");
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
