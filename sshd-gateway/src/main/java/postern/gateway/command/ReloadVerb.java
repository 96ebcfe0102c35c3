package postern.gateway.command;

/** {@code reload}: rereads the files now; {@code --yes} also when much would go. */
final class ReloadVerb implements Verb<AtAdminDesk> {
  @Override
  public String name() {
    return "reload";
  }

  @Override
  public String usage() {
    return "[--yes]";
  }

  @Override
  public String about() {
    return "rereads the configuration; --yes lets a held removal go on";
  }

  @Override
  public int run(AtAdminDesk desk, Words words, Out out) {
    boolean yes = words.flag("--yes");
    words.rest(0, 0);
    AtAdminDesk.Reread reread = desk.files().reload(yes, desk.actor().person());
    reread.faults().forEach(out::error);
    out.line(reread.summary());
    return reread.followed() && reread.faults().isEmpty() ? 0 : 1;
  }
}
