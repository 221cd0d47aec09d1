using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The form by which a person corrects the fields of a document: those that stand, and empty ones for what was not found.</summary>
/// <param name="Address">What it is posted to, up to the handler.</param>
/// <param name="VersionName">How the page calls the document's version.</param>
/// <param name="Pages">Their numbers, where there are several to choose from.</param>
/// <param name="InPlace">Only the card is drawn anew, so that what is chosen beside it stays.</param>
internal sealed record FieldsForm(string Address, string VersionName, uint Version, IReadOnlyList<FieldsFormField> Fields, IReadOnlyList<int> Pages, int? Page, bool InPlace)
{
    /// <summary>Why nothing was saved; null when it was, or nobody tried.</summary>
    public string? Refusal { get; init; }

    /// <summary>What was just done, and the step by which it is undone.</summary>
    public string? Said { get; init; }

    public Guid? Undo { get; init; }

    /// <summary>The page is older than the document: what is sent brings the page as it is now, with what was typed.</summary>
    public bool IsOld { get; init; }

    /// <summary>Beside the card, where the document's version has to be put right for the rest of the page.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>Null where the type has no fields, or the document is being read.</summary>
    public static FieldsForm? Of(Paper paper, string address, string versionName, TypedFields? typed, bool inPlace)
    {
        var document = paper.Document;
        var fields = FieldForm.FieldsOf(document.Type);
        if (fields.Count == 0 || document.TranscribedAt is null || DocumentState.InProgress.Contains(document.State))
        {
            return null;
        }

        List<FieldsFormField> form = [.. fields.SelectMany(field => FieldsOf(field, paper.Standing, typed))];

        // Typed for one of several that is read otherwise by now: it is not lost, and becomes one more.
        form.AddRange(
            from name in typed?.Values.Keys ?? []
            where !string.IsNullOrWhiteSpace(typed!.Values[name]) && !form.Exists(field => field.Name == name)
            let key = FieldKey.Of(name)
            where key is not null && fields.Contains(key.Field)
            select One(key, FieldWording.LabelOf(key.Field.Code(), null), "", typed));
        var pages = paper.Pages.Pages.Where(page => !page.IsCover).Select(page => page.Number).ToList();
        return new(
            address,
            versionName,
            document.Version,
            form,
            pages.Count > 1 ? pages : [],
            typed?.Page,
            inPlace)
        {
            Refusal = typed?.Refusal,
        };
    }

    private static IEnumerable<FieldsFormField> FieldsOf(DocumentField field, IReadOnlyList<StandingField> standing, TypedFields? typed)
    {
        var several = ReadFields.Several.Contains(field);
        var known = standing.Where(stands => stands.Field == field).ToList();
        foreach (var stands in known)
        {
            yield return One(new FieldKey(field, stands.Which), FieldWording.LabelOf(field.Code(), stands.Qualifier), TypedField.Shown(stands), typed);
        }

        if (several || known.Count == 0)
        {
            yield return One(new FieldKey(field, ""), FieldWording.LabelOf(field.Code(), null) + (known.Count > 0 ? ", one more" : ""), "", typed);
        }
    }

    private static FieldsFormField One(FieldKey key, string label, string shown, TypedFields? typed)
    {
        var name = key.ToString();
        var value = typed is null ? shown : typed.Values.GetValueOrDefault(name) ?? (typed.Values.ContainsKey(name) ? "" : shown);
        var choices = TypedField.Choices(key.Field);
        return new(name, label, value, choices.Count == 0 ? null : choices.Contains(value) || value.Length == 0 ? choices : [.. choices, value], HintOf(key.Field), typed?.Wrong.Contains(name) ?? false)
        {
            Shown = shown,
            Now = typed is null || value == shown ? null : shown.Length == 0 ? "not on the page" : shown,
        };
    }

    /// <summary>What a field that cannot be understood is to be written like.</summary>
    public static string HintOf(DocumentField field) => field.Kind() switch
    {
        FieldKind.Day => "Write a day like 03/14/2026.",
        FieldKind.Choice => "Choose one of the list.",
        FieldKind.Amount when field == DocumentField.CoPay => "Write dollars, and what for: 25 specialist visit.",
        FieldKind.Amount => "Write dollars like 25 or 25.50.",
        FieldKind.Count when field is DocumentField.Units or DocumentField.Visits => "Write a whole number, and of what: 12 visits, 40 units.",
        FieldKind.Count => "Write a whole number like 30.",
        FieldKind.Code => "Write a CPT or HCPCS code of five characters, like 72148.",
        FieldKind.Icd10 => "Write an ICD-10 code like M54.16.",
        _ => $"Write letters or digits, {TypedField.Longest} at most.",
    };

    /// <summary>Why nothing was saved, with what to write instead.</summary>
    public static string WhyNot(FieldsCorrection.NotUnderstood wrong) =>
        "Nothing was saved. " + string.Join(" ", wrong.Keys.Select(key => FieldKey.Of(key)?.Field).OfType<DocumentField>().Distinct().Select(field => $"{FieldWording.LabelOf(field.Code(), null)}: {Lower(HintOf(field))}"))
        + " Empty a field that is not on the page.";

    public const string EndsBeforeItBegins = "Nothing was saved. It would end on a day before it begins: write the days as they stand on the page, or empty the one that is not there.";

    private static string Lower(string hint) => char.ToLowerInvariant(hint[0]) + hint[1..];
}

/// <param name="Name">Of the form's value, as <see cref="FieldKey"/> writes it.</param>
/// <param name="Choices">Null where anything may be written.</param>
/// <param name="IsWrong">It was sent, and cannot be a value.</param>
internal sealed record FieldsFormField(string Name, string Label, string Value, IReadOnlyList<string>? Choices, string Hint, bool IsWrong)
{
    /// <summary>What stands.</summary>
    public string Shown { get; init; } = "";

    /// <summary>What stands, where something else was typed and not saved; null otherwise.</summary>
    public string? Now { get; init; }
}

/// <summary>What was typed of a document's fields and not saved.</summary>
/// <param name="Values">What was left as the page showed it is none.</param>
internal sealed record TypedFields(IReadOnlyDictionary<string, string?> Values, int? Page, IReadOnlyList<string> Wrong, string? Refusal)
{
    /// <param name="was">The same fields as the page showed them: what another person corrected meanwhile is not taken for what this one typed.</param>
    public static TypedFields Of(Dictionary<string, string?> values, Dictionary<string, string?> was, int? page, IReadOnlyList<string> wrong, string refusal) => new(
        values.Where(value => !was.TryGetValue(value.Key, out var before) || (before ?? "") != (value.Value ?? "").Trim()).ToDictionary(), page, wrong, refusal);
}
