package io.github.aperturecdi.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A blocking connection to a server, for what the tests ask the server themselves. */
final class Resp implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    Resp(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(20_000);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The answer: text, a number, a list, or null. An error of the server is thrown. */
    Object ask(String... command) {
        try {
            StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
            for (String part : command) {
                request.append("$" + part.getBytes(UTF_8).length + "\r\n" + part + "\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(UTF_8));
            return read(in);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    String text(String... command) {
        return (String) ask(command);
    }

    static Object read(InputStream in) throws IOException {
        String line = line(in);
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
                return rest;
            case '-':
                throw new IllegalStateException(rest);
            case ':':
                return Long.valueOf(rest);
            case '$':
                if (rest.equals("-1")) {
                    return null;
                }
                String text = new String(in.readNBytes(Integer.parseInt(rest)), UTF_8);
                in.readNBytes(2);
                return text;
            case '*':
                List<Object> parts = new ArrayList<>();
                for (int i = 0; i < Integer.parseInt(rest); i++) {
                    parts.add(read(in));
                }
                return parts;
            default:
                throw new IOException("not RESP: " + line);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int each = in.read(); each != '\r'; each = in.read()) {
            if (each < 0) {
                throw new EOFException();
            }
            line.append((char) each);
        }
        in.read();
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
