using System.ComponentModel.DataAnnotations;
using ClinicOps.Correspondence.Conversations;

namespace ClinicOps.Correspondence.Calls;

/// <summary>What the form of a call holds. Public setters for the model binder alone.</summary>
internal sealed class CallForm
{
    public Guid CallId { get; set; }

    public Guid? LocationId { get; set; }

    /// <summary>The page that it was opened from.</summary>
    public string? Back { get; set; }

    /// <summary>A number, or a name, as it was typed.</summary>
    [StringLength(100)]
    public string? Caller { get; set; }

    /// <summary>One of <see cref="CallPartner.Value"/>.</summary>
    public string With { get; set; } = CallPartner.Nobody.Value;

    /// <summary>As they gave it, where they are on no list.</summary>
    [StringLength(100)]
    public string? Name { get; set; }

    public string Direction { get; set; } = EntryDirection.In;

    public string Kind { get; set; } = ConversationKind.Question;

    [Required(ErrorMessage = "Say in a line what it was about."), StringLength(1000)]
    public string? About { get; set; }

    public string Outcome { get; set; } = CallOutcome.Reached;

    public string FollowUp { get; set; } = CallFollowUp.None;

    /// <summary>On the location's wall clock.</summary>
    public DateTime? CallBackAt { get; set; }

    public bool HasKnownCodes =>
        Direction is EntryDirection.In or EntryDirection.Out && ConversationWords.Kinds.Any(known => known.Code == Kind) && ConversationWords.CallOutcomes.Any(known => known.Code == Outcome) && CallFollowUp.All.Contains(FollowUp);
}
