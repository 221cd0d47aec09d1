using System.Text.Encodings.Web;
using System.Text.Json;

namespace DemoClinic.Register;

internal static class JsonText
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string path, object value) => File.WriteAllText(path, JsonSerializer.Serialize(value, Readable) + "\n");
}
