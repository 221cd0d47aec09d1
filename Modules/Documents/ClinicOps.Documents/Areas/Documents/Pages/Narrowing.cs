using System.Globalization;
using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What a list is narrowed to beside its view. Codes and ids only, so that it may stand in an address and be kept under a name.</summary>
/// <param name="Label">Only what has this label; null for any, as with everything here.</param>
/// <param name="Owner">Only what this user is to work on.</param>
/// <param name="OverHours">Only what came in longer ago than so many hours.</param>
/// <param name="Channel">One of <see cref="TransmissionChannel"/>.</param>
/// <param name="Urgent">Only what has urgent wording.</param>
internal sealed record Narrowing(
    Guid? Label = null, DocumentType? Type = null, Guid? Owner = null, int? OverHours = null, string? Channel = null, bool Urgent = false, Guid? Location = null)
{
    public static readonly Narrowing None = new();

    /// <summary>In the order shown, with what they are called.</summary>
    public static readonly IReadOnlyList<(int Hours, string Text)> Ages = [(1, "Over 1 hour"), (4, "Over 4 hours"), (24, "Over 1 day"), (72, "Over 3 days"), (168, "Over 7 days")];

    public static readonly IReadOnlyList<string> Channels = [TransmissionChannel.Fax, TransmissionChannel.Scan, TransmissionChannel.Email];

    public bool IsNarrowed => this != None;

    /// <summary>It speaks of documents, and not only of how and when they came in.</summary>
    private bool IsOfDocuments => Label is not null || Type is not null || Owner is not null || Urgent;

    public IQueryable<Document> Of(DocumentsDb db, IQueryable<Document> documents, DateTimeOffset now)
    {
        var left = OfDocuments(db, documents);
        left = OverHours is { } hours && now.AddHours(-hours) is var before ? left.Where(d => d.ReceivedAt < before) : left;
        left = Channel is { } channel ? left.Where(d => d.Transmission!.Channel == channel) : left;
        return Location is { } location ? left.Where(d => d.LocationId == location) : left;
    }

    /// <summary>Transmissions of which one document fits in everything.</summary>
    public IQueryable<Transmission> Of(DocumentsDb db, IQueryable<Transmission> transmissions, DateTimeOffset now)
    {
        var left = OverHours is { } hours && now.AddHours(-hours) is var before ? transmissions.Where(t => t.ReceivedAt < before) : transmissions;
        left = Channel is { } channel ? left.Where(t => t.Channel == channel) : left;
        left = Location is { } location ? left.Where(t => t.LocationId == location) : left;
        if (!IsOfDocuments)
        {
            return left;
        }

        var fitting = OfDocuments(db, db.Documents);
        return left.Where(t => fitting.Any(d => d.TransmissionId == t.Id));
    }

    /// <summary>What a form or an address names, in the names that <see cref="NarrowingForm"/> reads.</summary>
    public IReadOnlyList<(string Name, string? Value)> Fields =>
    [
        ("label", Label?.ToString()),
        ("type", Type?.Code()),
        ("owner", Owner?.ToString()),
        ("over", OverHours?.ToString(CultureInfo.InvariantCulture)),
        ("channel", Channel),
        ("urgent", Urgent ? "true" : null),
        ("location", Location?.ToString()),
    ];

    /// <summary>The address of a list.</summary>
    /// <param name="asked">"handler=Undo&amp;batch=..."; empty for the list itself.</param>
    /// <param name="view">Name and value of the list's own view; no value for the one that it shows without.</param>
    public string Address(string list, string asked, (string Name, string? Value) view)
    {
        var query = new StringBuilder(asked);
        foreach (var (name, value) in Fields.Prepend(view).Where(field => field.Value is not null))
        {
            query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(value);
        }

        return query.Length == 0 ? list : $"{list}?{query}";
    }

    private IQueryable<Document> OfDocuments(DocumentsDb db, IQueryable<Document> documents)
    {
        var left = Type is { } type ? documents.Where(d => d.Type == type) : documents;
        left = Owner is { } owner ? left.Where(d => d.OwnerId == owner && d.State == DocumentState.Review) : left;
        left = Urgent ? left.Where(d => d.UrgentReason != null) : left;
        return Label is { } label ? left.Where(d => db.DocumentLabels.Any(l => l.DocumentId == d.Id && l.LabelId == label)) : left;
    }
}

/// <summary>As an address or a form says it; what it says wrong narrows nothing. Public setters for the model binder alone.</summary>
internal sealed class NarrowingForm
{
    public Guid? Label { get; set; }

    /// <summary>Code of a type.</summary>
    public string? Type { get; set; }

    public Guid? Owner { get; set; }

    /// <summary>Hours.</summary>
    public int? Over { get; set; }

    public string? Channel { get; set; }

    public bool Urgent { get; set; }

    public Guid? Location { get; set; }

    public Narrowing Narrowing => new(
        Label,
        DocumentTypes.FromCode(Type ?? ""),
        Owner,
        Narrowing.Ages.Any(age => age.Hours == Over) ? Over : null,
        Narrowing.Channels.Contains(Channel) ? Channel : null,
        Urgent,
        Location);
}
