using System.Text.Json;

namespace Evaluate;

/// <summary>One file of a corpus with what is true of it. Unknown members are left alone.</summary>
internal sealed record TruthFile(string File, IReadOnlyList<int>? CoverPages, Degradation? Degradation, IReadOnlyList<TruthDocument> Documents)
{
    public string Level => Degradation?.Level ?? "unknown";

    public static IReadOnlyList<TruthFile> In(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => Read<TruthFile>(path))];

    public static T Read<T>(string path) =>
        JsonSerializer.Deserialize<T>(System.IO.File.ReadAllText(path), Reading) ?? throw new JsonException($"{path} is empty.");

    private static readonly JsonSerializerOptions Reading = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <param name="Form">tiff_g4, pdf_image, photo, ...</param>
internal sealed record Degradation(string? Level, string? Form);

/// <param name="PatientMrn">Null: not registered, or not to be told from the page.</param>
/// <param name="ExpectedFiling">"auto" or "review".</param>
internal sealed record TruthDocument(
    IReadOnlyList<int> Pages, string Type, string? PatientMrn, string ExpectedFiling, IReadOnlyList<TruthOrder> Orders, string? Layout, string? Scenario, string? Note);

/// <param name="Regions">Where its fields stand: name of the field -> page and box (left, top, width, height as shares of the page). Not every corpus has them.</param>
internal sealed record TruthOrder(
    string Kind,
    string Description,
    string? AsWritten,
    string? Code,
    string? Icd10,
    string? Diagnosis,
    string? Urgency,
    string? Laterality,
    string? Due,
    string? OrderingProvider,
    string? Npi,
    string? OrderedOn,
    IReadOnlyDictionary<string, Region>? Regions)
{
    /// <summary>The fields that are compared, by the names that both sides use.</summary>
    public IEnumerable<(string Name, string? Value)> Fields =>
        [("code", Code), ("icd10", Icd10), ("diagnosis", Diagnosis), ("urgency", Urgency), ("laterality", Laterality), ("due", Due), ("ordering_provider", OrderingProvider), ("npi", Npi), ("ordered_on", OrderedOn)];
}

internal sealed record Region(int Page, IReadOnlyList<double> Box);

/// <summary>One document of the report of `clinicops ingest`.</summary>
internal sealed record Found(
    IReadOnlyList<int> Pages, string? Type, string? PatientMrn, string? Disposition, IReadOnlyList<FoundOrder>? Orders, string? Reason, IReadOnlyList<FoundPlace>? Places)
{
    public bool Auto => Disposition == "auto";
}

internal sealed record FoundOrder(string Kind, string? Description, string? Code, string? State, IReadOnlyList<FoundPlace>? Values)
{
    /// <summary>The newest value of this name.</summary>
    public FoundPlace? Named(string name) => Values?.LastOrDefault(v => v.Name == name);
}

internal sealed record FoundPlace(string Name, string? Value, int? Page, IReadOnlyList<double>? Box);
