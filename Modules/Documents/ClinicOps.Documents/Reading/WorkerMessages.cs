using System.Text;

namespace ClinicOps.Documents.Reading;

/// <summary>What the parent asks of a worker.</summary>
internal enum WorkerVerb : byte
{
    /// <summary>Takes a file for the requests that follow. Asks: the bytes. Answers: a FileInspection.</summary>
    Open = 1,

    /// <summary>Asks: i32 page. Answers: a PageNormalisation of the file opened last.</summary>
    Normalise = 2,

    /// <summary>Asks: i32 number, then the image. Answers: a PageReading.</summary>
    Read = 3,

    /// <summary>Asks: i32 width, then the image. Answers: a PNG, or nothing.</summary>
    Thumbnail = 4,

    /// <summary>Asks: i32 number times 4 plus quarter turns to the right, then the image. Answers: a PageReading with the turned image.</summary>
    Turn = 5,

    /// <summary>Asks nothing. Answers: i64 ticks of processor time that pages took since the worker began, then how many of them its engines took.</summary>
    Spent = 6,
}

/// <summary>
/// The wire between parent and worker, both of the same build: a request is i32 length, u8 verb, body; an answer is i32 length,
/// body (lengths little-endian, of what follows them). One answer a request, in order; no answer at all when the worker died.
/// </summary>
internal static class WorkerMessages
{
    /// <summary>Bytes of the largest frame either side takes; a longer one means the stream is out of step.</summary>
    public const int LongestFrame = 1 << 30;

    public static byte[] Encode(FileInspection inspection) => Body(writer =>
    {
        var refused = inspection as FileInspection.Refused;
        writer.Write((sbyte)(refused is null ? -1 : (int)refused.Problem));
        if (inspection is FileInspection.Readable readable)
        {
            writer.Write(readable.Kind);
            writer.Write(readable.PageCount);
            writer.Write(readable.Call is not null);
            if (readable.Call is { } call)
            {
                writer.Write(call.Sender);
                writer.Write(call.CallerId.Count);
                foreach (var line in call.CallerId)
                {
                    writer.Write(line);
                }

                writer.Write(call.TakenAt?.Ticks ?? -1);
            }
        }
    });

    public static FileInspection DecodeInspection(byte[] body) => From(body, FileInspection (reader) =>
        reader.ReadSByte() is var problem and >= 0
            ? new FileInspection.Refused((PageProblem)problem)
            : new FileInspection.Readable(reader.ReadString(), reader.ReadInt32(), reader.ReadBoolean() ? ReadCall(reader) : null));

    public static byte[] Encode(PageNormalisation page) => Body(writer =>
    {
        var failed = page as PageNormalisation.Failed;
        writer.Write((sbyte)(failed is null ? -1 : (int)failed.Problem));
        writer.Write(page.Page);
        if (page is PageNormalisation.Made made)
        {
            Write(writer, made.Image);
            writer.Write(made.Width);
            writer.Write(made.Height);
            writer.Write(made.Dpi);
            Write(writer, made.TextLayer);
            writer.Write(made.BadLines ?? -1);
        }
    });

    public static PageNormalisation DecodeNormalisation(byte[] body) => From(body, PageNormalisation (reader) =>
    {
        var problem = reader.ReadSByte();
        var page = reader.ReadInt32();
        if (problem >= 0)
        {
            return new PageNormalisation.Failed(page, (PageProblem)problem);
        }

        return new PageNormalisation.Made(
            page,
            ReadBytes(reader) ?? [],
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadInt32(),
            ReadWords(reader),
            reader.ReadInt32() is var lines and >= 0 ? lines : null);
    });

    public static byte[] Encode(PageReading reading) => Body(writer =>
    {
        var failed = reading as PageReading.Failed;
        writer.Write((sbyte)(failed is null ? -1 : (int)failed.Problem));
        if (reading is PageReading.Done(var text, var turned))
        {
            writer.Write(text.Number);
            writer.Write(text.Width);
            writer.Write(text.Height);
            writer.Write(text.Dpi);
            Write(writer, text.Words);
            writer.Write(text.MeanConfidence);
            writer.Write(text.UncoveredInk);
            writer.Write(text.Source);
            Write(writer, turned);
            Write(writer, text.BarCodes);
            writer.Write(text.OnlyBarCodes);
        }
    });

    public static PageReading DecodeReading(byte[] body) => From(body, PageReading (reader) =>
    {
        if (reader.ReadSByte() is var problem and >= 0)
        {
            return new PageReading.Failed((PageProblem)problem);
        }

        var text = new PageText(
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadInt32(),
            ReadWords(reader) ?? [],
            reader.ReadSingle(),
            reader.ReadDouble(),
            reader.ReadString());
        var turned = ReadBytes(reader);
        return new PageReading.Done(text with { BarCodes = ReadBarCodes(reader), OnlyBarCodes = reader.ReadBoolean() }, turned);
    });

    public static byte[] EncodeSpent(TimeSpan pages, TimeSpan engines) => Body(writer =>
    {
        writer.Write(pages.Ticks);
        writer.Write(engines.Ticks);
    });

    private static FaxCall ReadCall(BinaryReader reader) => new(
        reader.ReadString(),
        [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())],
        reader.ReadInt64() is var ticks and >= 0 ? new DateTime(ticks, DateTimeKind.Unspecified) : null);

    private static byte[] Body(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static T From<T>(byte[] body, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(body), Encoding.UTF8);
        return read(reader);
    }

    private static void Write(BinaryWriter writer, byte[]? bytes)
    {
        writer.Write(bytes?.Length ?? -1);
        writer.Write(bytes ?? []);
    }

    private static byte[]? ReadBytes(BinaryReader reader) => reader.ReadInt32() is var length and >= 0 ? reader.ReadBytes(length) : null;

    private static void Write(BinaryWriter writer, IReadOnlyList<Word>? words)
    {
        writer.Write(words?.Count ?? -1);
        foreach (var word in words ?? [])
        {
            writer.Write(word.Text);
            Write(writer, word.Box);
            writer.Write(word.Confidence);
            writer.Write(word.Block);
            writer.Write(word.Line);
            writer.Write(word.Struck);
        }
    }

    private static List<Word>? ReadWords(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count < 0)
        {
            return null;
        }

        var words = new List<Word>();
        for (var i = 0; i < count; i++)
        {
            words.Add(new Word(
                reader.ReadString(),
                ReadBox(reader),
                reader.ReadSingle(),
                reader.ReadInt32(),
                reader.ReadInt32())
            { Struck = reader.ReadBoolean() });
        }

        return words;
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<BarCode> codes)
    {
        writer.Write(codes.Count);
        foreach (var code in codes)
        {
            writer.Write(code.Format);
            writer.Write(code.Text);
            Write(writer, code.Box);
        }
    }

    private static List<BarCode> ReadBarCodes(BinaryReader reader) =>
        [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new BarCode(reader.ReadString(), reader.ReadString(), ReadBox(reader)))];

    private static void Write(BinaryWriter writer, Box box)
    {
        writer.Write(box.X);
        writer.Write(box.Y);
        writer.Write(box.Width);
        writer.Write(box.Height);
    }

    private static Box ReadBox(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
}
