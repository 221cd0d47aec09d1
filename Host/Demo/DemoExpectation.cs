using System.Text.Json;

namespace ClinicOps.Host.Demo;

/// <summary>What must become of the demo faxes: tools/demo/expected.json.</summary>
internal sealed record DemoExpectation(IReadOnlyList<DemoExpectation.FileLine> Files)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="JsonException">It is not of this shape.</exception>
    public static async Task<DemoExpectation> Read(string path, CancellationToken stopping)
    {
        await using var json = System.IO.File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync<DemoExpectation>(json, Json, stopping) ?? throw new JsonException();
    }

    /// <param name="CoverPages">Pages that belong to no document; where a program puts them is not compared.</param>
    internal sealed record FileLine(string File, IReadOnlyList<int> CoverPages, IReadOnlyList<DocumentLine> Documents);

    /// <param name="Type">Recorded code of the type.</param>
    /// <param name="Mrn">To whom it is filed without anybody's help; null: it must wait for a person.</param>
    /// <param name="Reasons">With no MRN: codes of reasons of which one must be given. With one: those for which it may wait for a
    /// person all the same, because the page is at the edge of what can be read.</param>
    /// <param name="Tasks">Kinds, one for each task.</param>
    internal sealed record DocumentLine(
        IReadOnlyList<int> Pages, string Type, string? Mrn, IReadOnlyList<string> Reasons, IReadOnlyList<OrderLine> Orders, IReadOnlyList<string> Tasks);

    internal sealed record OrderLine(string Kind, string? Code, string Description, string State);
}
