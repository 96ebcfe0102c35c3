package postern.gateway.view;

import java.util.List;

/** Where the gateway's own words to a person go; never waits. */
public interface NoticeOutput {
  /** One line, without brackets, prefix or line end. */
  void say(String line);

  /** A heading in the form of a notice, and lines below it as they are. */
  void say(String heading, List<String> lines);
}
