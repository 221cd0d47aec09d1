using System.Globalization;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Coverage;

/// <summary>A benefit as people say it.</summary>
internal static class BenefitWords
{
    public static string Money(int cents) => string.Create(CultureInfo.InvariantCulture, $"{(cents < 0 ? "-" : "")}${Math.Abs((long)cents) / 100:N0}.{Math.Abs((long)cents) % 100:00}");

    /// <summary>", in network"; empty where it is not said.</summary>
    public static string InNetwork(string network) => network switch
    {
        "Y" => " in network",
        "N" => " out of network",
        "W" => " in or out of network",
        _ => "",
    };

    /// <summary>"$20.00 a visit in network"; "20 % ..."; empty where it has no value.</summary>
    public static string Value(EligibilityBenefit benefit)
    {
        var value = benefit.AmountCents is { } cents ? Money(cents)
            : benefit.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent:0.##} %")
            : "";
        var quantity = benefit.Quantity is { } much ? benefit.QuantityKind switch
        {
            "S7" => string.Create(CultureInfo.InvariantCulture, $"up to the age of {much:0.##}"),
            "S8" => string.Create(CultureInfo.InvariantCulture, $"from the age of {much:0.##}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{much:0.##} {X12Words.Quantity(benefit.QuantityKind)}"),
        } : "";
        return string.Join(' ', new[] { value, quantity, X12Words.Period(benefit.Period), InNetwork(benefit.Network).Trim() }.Where(part => part.Length > 0));
    }

    /// <summary>"physician's visit in the office, urgent care"; "all services" where none is named.</summary>
    public static string Services(EligibilityBenefit benefit) =>
        benefit.Procedure.Length > 0 ? $"procedure {benefit.Procedure}"
        : benefit.ServiceTypes.Length == 0 ? "all services"
        : string.Join(", ", benefit.ServiceTypes.Select(X12Words.ServiceType));

    /// <summary>"at: emergency room, urgent care"; empty where no place is named.</summary>
    public static string Places(EligibilityBenefit benefit) =>
        benefit.Places.Length == 0 ? "" : $"at: {string.Join(", ", benefit.Places.Select(code => X12Words.Place(X12Words.PlaceOfService, code)))}";

    /// <summary>"primary care provider: ELLA ROY 4195550100, plan sponsor: ACME"; empty where nobody is named.</summary>
    public static string Named(EligibilityBenefit benefit) =>
        string.Join(", ", benefit.Named.Where(named => named.Name.Length > 0).Select(named => $"{X12Words.Role(named.Role)}: {named.Name} {named.Phone}".Trim()));

    /// <summary>"individual, GOLD HMO, 01/01/2026 to 12/31/2026, authorization needed".</summary>
    public static string Rest(EligibilityBenefit benefit)
    {
        var days = (benefit.From, benefit.To) switch
        {
            (null, null) => "",
            ({ } from, null) => string.Create(CultureInfo.InvariantCulture, $"from {from:MM/dd/yyyy}"),
            (null, { } to) => string.Create(CultureInfo.InvariantCulture, $"until {to:MM/dd/yyyy}"),
            var (from, to) => string.Create(CultureInfo.InvariantCulture, $"{from:MM/dd/yyyy} to {to:MM/dd/yyyy}"),
        };
        var authorization = benefit.AuthorizationNeeded switch { true => "authorization needed", false => "no authorization needed", null => "" };
        return string.Join(", ", new[] { X12Words.Level(benefit.Level), benefit.Plan, days, authorization, Named(benefit) }.Append(Places(benefit)).Concat(benefit.Limits).Concat(benefit.Messages).Where(part => part.Length > 0));
    }
}
