using System.Text;
using ClinicOps.Intake.Coverage.X12;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>Makes whole 271s of bodies that tests write with "*", "^" and "~", in any separators, and says what was read in short lines.</summary>
internal static class Message271
{
    public const string Clinic = "HL*1**20*1~NM1*PR*2*LAKE MUTUAL*****PI*LAKE1~HL*2*1*21*1~NM1*1P*2*TWO RIVERS CLINIC*****XX*2999999992~";

    public const string Subscriber = Clinic + "HL*3*2*22*0~TRN*2*TRACE1*9CLINICOPS~NM1*IL*1*NOVAK*JANA****MI*M100~DMG*D8*19800102*F~DTP*346*D8*20260101~";

    /// <param name="separators">Element, repetition, component and terminator, such as "*^:~".</param>
    /// <param name="lineEnd">What stands behind each terminator.</param>
    public static byte[] Of(string body, string separators = "*^:~", string lineEnd = "")
    {
        var segments = body.Split('~', StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder()
            .Append("ISA*00*          *00*          *ZZ*LAKE           *ZZ*CLINIC         *260302*1400*^*00501*000000042*0*P*:~")
            .Append("GS*HB*LAKE*CLINIC*20260302*1400*42*X*005010X279A1~ST*271*0042*005010X279A1~BHT*0022*11*REF1*20260302*1400~")
            .Append(string.Concat(segments.Select(segment => segment + "~")))
            .Append(System.Globalization.CultureInfo.InvariantCulture, $"SE*{segments.Length + 3}*0042~GE*1*42~IEA*1*000000042~")
            .ToString();
        var written = string.Concat(text.Select(c => "*^:~".IndexOf(c, StringComparison.Ordinal) is >= 0 and var at ? separators[at] : c));
        return Encoding.UTF8.GetBytes(written.Replace(separators[3].ToString(), separators[3] + lineEnd, StringComparison.Ordinal));
    }

    public static Answer271 Read(byte[] bytes)
    {
        var interchange = Assert.Single(Assert.IsType<X12Reading.Read>(X12Reader.Read(bytes)).Interchanges);
        return Read271.Of(interchange, Assert.Single(interchange.Transactions));
    }

    public static Answer271 Sample(string name) => Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Coverage", "Samples", name)));

    /// <summary>"NOVAK B 98,UC $20.00 27 Y".</summary>
    public static IEnumerable<string> Lines(Answer271 answer) => answer.People.SelectMany(person => person.Benefits.Select(benefit => string.Join(' ', Said(person, benefit))));

    private static IEnumerable<string> Said(Person271 person, Benefit271 benefit)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        yield return person.FirstName;
        yield return benefit.Info;
        if (benefit.ServiceTypes.Count > 0)
        {
            yield return string.Join(',', benefit.ServiceTypes.Select(type => type.Code));
        }

        if (benefit.AmountCents is { } cents)
        {
            yield return string.Create(invariant, $"${cents / 100}.{Math.Abs(cents % 100):00}");
        }

        if (benefit.Percent is { } percent)
        {
            yield return string.Create(invariant, $"{percent:0.##}%");
        }

        foreach (var part in new[] { benefit.Level, benefit.Insurance, benefit.Plan, benefit.Period, benefit.Network, benefit.AuthorizationNeeded switch { true => "auth", false => "no-auth", _ => "" } })
        {
            if (part.Length > 0)
            {
                yield return part;
            }
        }

        if (benefit.Quantity is { } quantity)
        {
            yield return string.Create(invariant, $"{benefit.QuantityKind}={quantity}");
        }

        foreach (var extra in benefit.Messages.Select(message => $"'{message}'")
            .Concat(benefit.Dates.Select(date => string.Create(invariant, $"{date.Kind}:{date.From:yyyyMMdd}{(date.To is { } to ? $"-{to:yyyyMMdd}" : "")}")))
            .Concat(benefit.Entities.Select(entity => $"{entity.Role}:{entity.Name}"))
            .Concat(benefit.Conditions.Select(condition => $"at:{condition.Code}"))
            .Concat(benefit.Deliveries.Select(delivery => $"({delivery.Words})"))
            .Concat(benefit.References.Select(reference => $"{reference.Kind}#{reference.Number}"))
            .Concat(benefit.Rejections.Select(rejection => $"AAA{rejection.Code}")))
        {
            yield return extra;
        }
    }
}
