using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Conversations;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>What was said at the phone or the desk. Public setters for the model binder alone.</summary>
internal sealed class SaidForm
{
    public const string Desk = "desk";
    public const string TheyCalled = "they_called";
    public const string WeCalled = "we_called";

    /// <summary>Beside the codes of <see cref="CallerCheck"/>: somebody who is not among those who may be told.</summary>
    private const string Person = "person:";

    public Guid EntryId { get; set; } = Guid.CreateVersion7();

    /// <summary>When the last was said that the page showed: UTC ticks.</summary>
    public long SeenAt { get; set; }

    public string? How { get; set; } = Desk;

    /// <summary>One of the codes of <see cref="CallerCheck"/>, or "person:" and the id of a related person; "person:other" for one who is not named.</summary>
    public string? Who { get; set; } = CallerCheck.NotVerified;

    public string? Name { get; set; }

    public List<string> Identifiers { get; set; } = [];

    public bool CalledBack { get; set; }

    public string? Number { get; set; }

    public string? Outcome { get; set; } = CallOutcome.Reached;

    public string? Words { get; set; }

    /// <summary>The clinic owes the next step.</summary>
    public bool WeOwe { get; set; }

    public bool IsCall => How is TheyCalled or WeCalled;

    public string Channel => IsCall ? EntryChannel.Call : EntryChannel.WalkIn;

    public string Direction => How == WeCalled ? EntryDirection.Out : EntryDirection.In;

    public string? Digits => PhoneDigits.Whole(Number);

    public CallerSaid Caller => Who?.StartsWith(Person, StringComparison.Ordinal) == true
        ? new CallerSaid(CallerCheck.EntitledPerson, Guid.TryParse(Who[Person.Length..], out var person) ? person : null, Name?.Trim() ?? "", [], CalledBack)
        : new CallerSaid(Who ?? "", null, Name?.Trim() ?? "", Identifiers, CalledBack);

    public string? Problem =>
        How is not (Desk or TheyCalled or WeCalled) ? "Say whether it was at the desk or on the phone."
        : string.IsNullOrWhiteSpace(Words) || Words.Length > ConversationModel.LongestWords ? $"Write what was said, at most {ConversationModel.LongestWords} characters."
        : Name?.Length > 120 ? "The name has at most 120 characters."
        : IsCall && !ConversationWords.CallOutcomes.Any(known => known.Code == Outcome) ? "Say how the call ended."
        : IsCall && !string.IsNullOrWhiteSpace(Number) && Digits is null ? "The number has 7 to 15 digits and no letters: write an extension into the words."
        : null;
}
