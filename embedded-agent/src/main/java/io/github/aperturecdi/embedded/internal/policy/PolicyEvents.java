package io.github.aperturecdi.embedded.internal.policy;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * The events of a YAML parser, restricted to what policies may have: a bounded depth, and no
 * unusual tags.
 */
final class PolicyEvents implements Parser {

    /** Thrown for content that YAML allows and policies do not. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int line;

        Refused(Optional<Mark> place, String problem) {
            this(place.map(mark -> mark.getLine() + 1).orElse(1), problem);
        }

        Refused(int line, String problem) {
            super(problem);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /**
     * The limit on nesting. It is far above that of any policy, and low enough for every thread's
     * stack.
     */
    static final int MAX_DEPTH = 200;

    private static final String STANDARD = "tag:yaml.org,2002:";

    private static final Set<String> COLLECTIONS = Set.of(STANDARD + "map", STANDARD + "seq");

    private final Parser parser;
    private @Nullable Event next;
    private int depth;

    PolicyEvents(Parser parser) {
        this.parser = parser;
    }

    /**
     * Refuses a node that aliases nest too deeply.
     *
     * @param depth how many aliases and levels lead to the node
     */
    static void checkDepth(Node node, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Refused(node.getStartMark(), PolicyTexts.tooDeep(MAX_DEPTH));
        }
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return hasNext() && peekEvent().getEventId() == id;
    }

    @Override
    public Event peekEvent() {
        Event peeked = next;
        if (peeked == null) {
            if (!parser.hasNext()) {
                throw new NoSuchElementException();
            }
            peeked = allowed(parser.next());
            next = peeked;
        }
        return peeked;
    }

    @Override
    public Event next() {
        Event event = peekEvent();
        next = null;
        return event;
    }

    @Override
    public boolean hasNext() {
        return next != null || parser.hasNext();
    }

    private Event allowed(Event event) {
        if (event instanceof CollectionStartEvent start) {
            if (++depth > MAX_DEPTH) {
                throw new ParserException(
                        "nested more than " + MAX_DEPTH + " levels deep", event.getStartMark());
            }
            String tag = start.getTag().orElse(null);
            if (tag != null && !COLLECTIONS.contains(tag)) {
                throw new Refused(event.getStartMark(), PolicyTexts.tag(shown(tag)));
            }
        } else if (event instanceof CollectionEndEvent) {
            depth--;
        } else if (event instanceof ScalarEvent scalar && scalar.getTag().isPresent()) {
            return withoutTag(scalar, scalar.getTag().get());
        }
        return event;
    }

    /** The event of a tagged scalar without its tag. A text becomes a quoted one. */
    private static Event withoutTag(ScalarEvent scalar, String tag) {
        if (!tag.equals(STANDARD + "str")) {
            throw new Refused(scalar.getStartMark(), PolicyTexts.tag(shown(tag)));
        }
        return new ScalarEvent(
                scalar.getAnchor(),
                Optional.empty(),
                new ImplicitTuple(false, true),
                scalar.getValue(),
                scalar.isPlain() ? ScalarStyle.DOUBLE_QUOTED : scalar.getScalarStyle(),
                scalar.getStartMark(),
                scalar.getEndMark());
    }

    private static String shown(String tag) {
        return tag.startsWith(STANDARD) ? "!!" + tag.substring(STANDARD.length()) : tag;
    }
}
