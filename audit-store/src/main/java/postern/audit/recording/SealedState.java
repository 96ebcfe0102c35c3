package postern.audit.recording;

import java.util.Map;
import postern.audit.RecordedConsole;

/**
 * What a checkpoint records about segments.
 *
 * @param nextJournal higher than the number of any sealed journal
 * @param ends offsets after the last byte in segments
 */
public record SealedState(long nextJournal, Map<RecordedConsole, Long> ends) {}
