using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Referrals;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>A step of a referral as it is typed: one form holds what any kind of step needs. Public setters for the model binder alone.</summary>
internal sealed class ReferralStepForm
{
    public string? Kind { get; set; }

    public Guid StepId { get; set; }

    public uint Version { get; set; }

    public string? How { get; set; }

    [StringLength(100)]
    public string? Reference { get; set; }

    /// <summary>The fax number, address or portal that it went to.</summary>
    [StringLength(200)]
    public string? SentTo { get; set; }

    /// <summary>What was sent.</summary>
    public Guid? PacketId { get; set; }

    [StringLength(100)]
    public string? Person { get; set; }

    [StringLength(1000)]
    public string? Comment { get; set; }

    /// <summary>Of an attempt.</summary>
    public string? Outcome { get; set; }

    [StringLength(60)]
    public string? Number { get; set; }

    public DateOnly? ValidFrom { get; set; }

    public DateOnly? ValidTo { get; set; }

    public int? Visits { get; set; }

    /// <summary>The day of their appointment, or on which it was sent.</summary>
    public DateOnly? On { get; set; }

    /// <returns>Null for no kind of step.</returns>
    public ReferralStep? Step()
    {
        static string Said(string? text) => text?.Trim() ?? "";

        var contact = new Contact(Contact.Ways.Contains(How ?? "") ? How! : "", Said(Reference), Said(Person), Said(Comment));
        return Kind switch
        {
            "ask" => new ReferralStep.Ask(contact) { Sending = new Sending(Said(SentTo)) },
            "accept" => new ReferralStep.Accept(contact, new ReferralGrant(Said(Number), ValidFrom, ValidTo, Visits)),
            "send" => new ReferralStep.Send(contact, On) { Sending = new Sending(Said(SentTo), PacketId) },
            "book" => new ReferralStep.Book(contact, On),
            "close" => new ReferralStep.Close(contact),
            "attempt" => new ReferralStep.Attempt(contact, Outcome ?? ""),
            "decline" => new ReferralStep.Decline(contact),
            "withdraw" => new ReferralStep.Withdraw(contact),
            "reopen" => new ReferralStep.Reopen(contact),
            _ => null,
        };
    }
}

/// <summary>What every form of a step sends besides its fields.</summary>
internal sealed record ReferralStepIds(string Kind, ReferralStepForm Form);

/// <summary>The fields about how somebody was told or spoken to, of one of several forms on the page.</summary>
/// <param name="Id">Begins the ids of its fields.</param>
/// <param name="Asks">What the comment has to say; null where it may stay empty.</param>
internal sealed record ReferralContact(string Id, ReferralStepForm Form, string? Asks = null);

/// <summary>The fields about how something was sent or asked for.</summary>
/// <param name="Id">Begins the ids of its fields.</param>
/// <param name="Known">How the record says that they are reached; empty where it does not.</param>
internal sealed record ReferralSending(string Id, ReferralStepForm Form, string Known = "");
