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
/// <param name="Regions">Where its own fields, and what it says of its patient, stand: as those of an order. Not every corpus has them.</param>
internal sealed record TruthDocument(
    IReadOnlyList<int> Pages, string Type, string? PatientMrn, string ExpectedFiling, IReadOnlyList<TruthOrder> Orders, string? Layout, string? Scenario, string? Note, JsonElement? Fields,
    IReadOnlyDictionary<string, Region>? Regions = null)
{
    /// <summary>What a page says of its patient -> the label under which it is reported.</summary>
    private static readonly Dictionary<string, string> OfPatient = new(StringComparer.Ordinal)
    {
        ["name"] = "Name",
        ["dob"] = "Birth date",
        ["dob_iso"] = "Birth date",
        ["sex"] = "Sex",
        ["mrn"] = "MRN",
        ["phone"] = "Phone",
        ["address"] = "Address",
    };


    /// <summary>Names of the truth -> names that are read, where both speak of the same.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["decision"] = "outcome",
        ["auth_number"] = "auth_number",
        ["service"] = "service",
        ["code"] = "code",
        ["units"] = "units",
        ["valid_from"] = "valid_from",
        ["valid_to"] = "valid_to",
        ["respond_by"] = "respond_by",
        ["visits"] = "visits",
        ["referring_provider"] = "referring_provider",
        ["referred_to"] = "referred_to",
        ["urgency"] = "urgency",
        ["payer"] = "payer",
        ["status"] = "status",
        ["effective"] = "effective_from",
        ["terminated"] = "effective_to",
        ["deductible"] = "deductible",
        ["deductible_met"] = "deductible_met",
        ["out_of_pocket_max"] = "out_of_pocket_max",
        ["copay"] = "co_pay",
        ["copay_office"] = "co_pay",
        ["member_id"] = "member_id",
        ["group"] = "group",
        ["plan"] = "plan",
        ["pharmacy"] = "pharmacy",
        ["drug"] = "drug",
        ["strength"] = "strength",
        ["sig"] = "sig",
        ["quantity"] = "quantity",
        ["refills_requested"] = "refills",
        ["last_filled"] = "last_filled",
        ["prescriber"] = "prescriber",
        ["rx_number"] = "rx_number",
        ["requester"] = "requester",
        ["purpose"] = "purpose",
        ["records_from"] = "records_from",
        ["records_to"] = "records_to",
        ["due"] = "due",
        ["due_by"] = "due",
        ["reason"] = "reason",
    };

    /// <summary>Types whose fields are read.</summary>
    private static readonly string[] Read =
        ["prior_auth_decision", "referral", "eligibility_or_benefits_letter", "insurance_card", "pharmacy_refill_request", "records_request", "sign_and_return"];

    /// <summary>Each place that the truth knows, with what was read under that name: the best of several counts.</summary>
    public IEnumerable<(string Name, Region Region, IReadOnlyList<FoundPlace> Read)> PlacesIn(Found? found) =>
        from region in Regions ?? new Dictionary<string, Region>()
        let isOfPatient = OfPatient.ContainsKey(region.Key)
        let name = isOfPatient ? OfPatient[region.Key] : Names.GetValueOrDefault(region.Key, region.Key)
        select (region.Key, region.Value, (IReadOnlyList<FoundPlace>)[.. ((isOfPatient ? found?.Places : found?.Fields) ?? []).Where(read => read.Name == name)]);

    /// <summary>The fields of the document itself that are compared, by the names under which they are read; null where the truth says that there is none.</summary>
    public IEnumerable<(string Name, string? Value)> OwnFields =>
        !Read.Contains(Type) || Fields is not { ValueKind: JsonValueKind.Object } fields ? []
        : from read in fields.EnumerateObject()
          where Names.ContainsKey(read.Name) && read.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null
          group read.Value.ValueKind == JsonValueKind.Null ? null : read.Value.ToString() by Names[read.Name] into named
          from value in named.Any(one => one is not null) ? named.Where(one => one is not null) : named.Take(1)
          select (named.Key, value);
}

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
    /// <summary>The names of the fields that are compared; both sides use them.</summary>
    internal static readonly string[] Compared = ["code", "icd10", "diagnosis", "urgency", "laterality", "due", "ordering_provider", "npi", "ordered_on"];

    /// <summary>The fields that are compared; null where there is none.</summary>
    public IEnumerable<(string Name, string? Value)> Fields =>
        Compared.Zip<string, string?>([Code, Icd10, Diagnosis, Urgency, Laterality, Due, OrderingProvider, Npi, OrderedOn]);
}

internal sealed record Region(int Page, IReadOnlyList<double> Box);

/// <summary>One document of the report of `clinicops ingest`.</summary>
internal sealed record Found(
    IReadOnlyList<int> Pages, string? Type, string? PatientMrn, string? Disposition, IReadOnlyList<FoundOrder>? Orders, string? Reason, IReadOnlyList<FoundPlace>? Places, IReadOnlyList<FoundPlace>? Fields)
{
    public bool Auto => Disposition == "auto";

    /// <summary>The values of its own field of this name, each once.</summary>
    public IReadOnlyList<string> Read(string name) => [.. (Fields ?? []).Where(f => f.Name == name && !string.IsNullOrWhiteSpace(f.Value)).Select(f => f.Value!).Distinct()];
}

internal sealed record FoundOrder(string Kind, string? Description, string? Code, string? State, IReadOnlyList<FoundPlace>? Values)
{
    /// <summary>The newest value of this name.</summary>
    public FoundPlace? Named(string name) => Values?.LastOrDefault(v => v.Name == name);

    /// <summary>Null where nothing was read.</summary>
    public string? ValueOf(string name) => (Named(name)?.Value ?? (name == "code" ? Code : null)) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>Of the fields that are compared, those for which something was read.</summary>
    public IEnumerable<string> Read => TruthOrder.Compared.Where(name => ValueOf(name) is not null);
}

internal sealed record FoundPlace(string Name, string? Value, int? Page, IReadOnlyList<double>? Box);
