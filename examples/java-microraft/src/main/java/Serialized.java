import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/** A part of the kit: objects in Java's own serialization, for a library whose messages and entries have no other. */
public final class Serialized {
    private Serialized() {}

    public static JsonElement text(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        return new JsonPrimitive(Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }

    /** Throws UncheckedIOException or another RuntimeException where it is no such text. */
    public static Object parsed(JsonElement text) {
        byte[] bytes = Base64.getDecoder().decode(text.getAsString());
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return input.readObject();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (ClassNotFoundException error) {
            throw new IllegalArgumentException(error);
        }
    }
}
