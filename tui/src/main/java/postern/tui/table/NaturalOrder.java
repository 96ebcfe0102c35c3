package postern.tui.table;

import java.util.Comparator;

/** Compares numbers in names by value: web2 comes before web10. */
public final class NaturalOrder implements Comparator<String> {
  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endI = endOfNumber(a, i);
      int endJ = endOfNumber(b, j);
      int difference =
          endI > i && endJ > j
              ? compareNumbers(a.substring(i, endI), b.substring(j, endJ))
              : Character.compare(a.charAt(i), b.charAt(j));
      if (difference != 0) {
        return difference;
      }
      i = Math.max(endI, i + 1);
      j = Math.max(endJ, j + 1);
    }
    int rest = Integer.compare(a.length() - i, b.length() - j);
    return rest != 0 ? rest : a.compareTo(b);
  }

  private static int endOfNumber(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String a, String b) {
    String left = a.replaceFirst("^0+(?=.)", "");
    String right = b.replaceFirst("^0+(?=.)", "");
    int length = Integer.compare(left.length(), right.length());
    return length != 0 ? length : left.compareTo(right);
  }
}
