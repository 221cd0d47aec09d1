using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.CheckIn;

/// <summary>Codes of the steps of a check-in: what is confirmed, in any order, and how far the visit has come, one after the other.</summary>
internal static class CheckInSteps
{
    /// <summary>Name and birth date were asked for, and are those of the record.</summary>
    public const string Identity = "identity";

    public const string Card = "card";
    public const string Address = "address";
    public const string Arrived = VisitSteps.Arrived;
    public const string CheckedIn = VisitSteps.CheckedIn;
    public const string Roomed = VisitSteps.Roomed;
    public const string WithProvider = VisitSteps.WithProvider;
    public const string Done = VisitSteps.Done;

    public static readonly IReadOnlyList<string> Confirmations = [Identity, Card, Address];

    /// <summary>In this order.</summary>
    public static readonly IReadOnlyList<string> Way = [Arrived, CheckedIn, Roomed, WithProvider, Done];

    /// <summary>Whether a later step may be taken without this one: not everywhere somebody says when the provider comes in.</summary>
    public static bool MayBeLeftOut(string step) => step == WithProvider;

    /// <summary>The usual case at one key: who is here is whom the record says, and nothing of it has changed.</summary>
    public static readonly IReadOnlyList<string> Usual = [Identity, Card, Address, Arrived];

    public static string InWords(string step) => step switch
    {
        Identity => "Name and birth date",
        Card => "Insurance card",
        Address => "Address and phone",
        Arrived => "Arrived",
        CheckedIn => "Checked in",
        Roomed => "In the room",
        WithProvider => "With the provider",
        _ => "Done",
    };

    /// <summary>When the step was taken; null where it was not.</summary>
    public static DateTimeOffset? At(VisitCheckIn? row, string step) => row is null ? null : step switch
    {
        Identity => row.IdentityAt,
        Card => row.CardAt,
        Address => row.AddressAt,
        Arrived => row.ArrivedAt,
        CheckedIn => row.CheckedInAt,
        Roomed => row.RoomedAt,
        WithProvider => row.WithProviderAt,
        _ => row.DoneAt,
    };

    public static void Set(VisitCheckIn row, string step, DateTimeOffset? at)
    {
        switch (step)
        {
            case Identity:
                row.IdentityAt = at;
                break;
            case Card:
                row.CardAt = at;
                break;
            case Address:
                row.AddressAt = at;
                break;
            case Arrived:
                row.ArrivedAt = at;
                break;
            case CheckedIn:
                row.CheckedInAt = at;
                break;
            case Roomed:
                row.RoomedAt = at;
                break;
            case WithProvider:
                row.WithProviderAt = at;
                break;
            default:
                row.DoneAt = at;
                break;
        }
    }

    /// <summary>The last step of the way that was taken; null where none was.</summary>
    public static string? Reached(VisitCheckIn? row) => Way.LastOrDefault(step => At(row, step) is not null);
}
