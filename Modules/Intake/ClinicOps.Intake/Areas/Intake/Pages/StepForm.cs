using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Authorizations;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>A step as it is typed: one form holds what any kind of step needs. Public setters for the model binder alone.</summary>
internal sealed class StepForm
{
    public string? Kind { get; set; }

    public Guid StepId { get; set; }

    public uint Version { get; set; }

    public string? How { get; set; }

    [StringLength(100)]
    public string? Reference { get; set; }

    [StringLength(100)]
    public string? Person { get; set; }

    [StringLength(1000)]
    public string? Comment { get; set; }

    /// <summary>The kind of deadline that a talk meets.</summary>
    public string? Meets { get; set; }

    [StringLength(300)]
    public string? Wants { get; set; }

    public DateOnly? By { get; set; }

    public string? Outcome { get; set; }

    [StringLength(60)]
    public string? Number { get; set; }

    public string? UnitBasis { get; set; }

    public decimal? Units { get; set; }

    /// <summary>Apart by spaces or commas; empty where all that was asked for is approved.</summary>
    [StringLength(300)]
    public string? ApprovedCodes { get; set; }

    public DateOnly? ValidFrom { get; set; }

    public DateOnly? ValidTo { get; set; }

    public DateOnly? PeerToPeerBy { get; set; }

    public DateOnly? AppealBy { get; set; }

    public DateOnly? On { get; set; }

    /// <returns>Null for no kind of step.</returns>
    public AuthorizationStep? Step()
    {
        static string Said(string? text) => text?.Trim() ?? "";

        var contact = new Contact(Contact.Ways.Contains(How ?? "") ? How! : "", Said(Reference), Said(Person), Said(Comment));
        return Kind switch
        {
            "submit" => new AuthorizationStep.Submit(contact),
            "talk" => new AuthorizationStep.Talk(contact, Meets is { Length: > 0 } ? Meets : null),
            "pend" => new AuthorizationStep.Pend(contact, Said(Wants), By),
            "respond" => new AuthorizationStep.Respond(contact),
            "decide" => new AuthorizationStep.Decide(contact, Outcome ?? "", Said(Number), Units is null ? null : UnitBasis, Units, ValidFrom, ValidTo, PeerToPeerBy, AppealBy)
            {
                Codes = [.. Said(ApprovedCodes).Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            },
            "not-required" => new AuthorizationStep.NotRequired(contact, On),
            "appeal" => new AuthorizationStep.AppealSent(contact),
            "withdraw" => new AuthorizationStep.Withdraw(contact),
            "reopen" => new AuthorizationStep.Reopen(contact),
            _ => null,
        };
    }
}

/// <summary>The fields about how the payer was told, of one of several forms on the page.</summary>
/// <param name="Id">Begins the ids of its fields.</param>
/// <param name="AsksPerson">Who was spoken to has to be said.</param>
internal sealed record ContactFields(string Id, StepForm Form, bool AsksPerson = false);

/// <summary>What every form of a step sends besides its fields.</summary>
internal sealed record StepIds(string Kind, StepForm Form);
