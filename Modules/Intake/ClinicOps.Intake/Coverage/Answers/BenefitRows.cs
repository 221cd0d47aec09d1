using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Coverage.Answers;

/// <summary>Benefits as rows, one for one.</summary>
internal static class BenefitRows
{
    public static IEnumerable<EligibilityBenefit> Of(Guid answerId, Guid patientId, IReadOnlyList<Benefit271> benefits)
    {
        foreach (var (number, benefit) in benefits.Index())
        {
            var (from, to) = JudgeAnswer.Days(benefit.Dates);
            List<NamedEntity> named = [.. benefit.Entities.Select(entity => new NamedEntity(entity.Role, entity.Name, entity.Phones.Count > 0 ? entity.Phones[0] : ""))];
            yield return new EligibilityBenefit
            {
                Id = Guid.CreateVersion7(),
                AnswerId = answerId,
                PatientId = patientId,
                Number = number,
                Info = benefit.Info,
                Level = benefit.Level,
                ServiceTypes = [.. benefit.ServiceTypes.Select(type => type.Code)],
                Insurance = benefit.Insurance,
                Plan = benefit.Plan,
                Period = benefit.Period,
                AmountCents = benefit.AmountCents,
                Percent = benefit.Percent,
                QuantityKind = benefit.QuantityKind,
                Quantity = benefit.Quantity,
                AuthorizationNeeded = benefit.AuthorizationNeeded,
                Network = benefit.Network,
                Procedure = benefit.Procedure,
                From = from,
                To = to,
                Messages = [.. benefit.Messages],
                Places = [.. benefit.Conditions.Where(IsPlace).Select(condition => condition.Code)],
                Limits = [.. benefit.Conditions.Where(condition => !IsPlace(condition)).Select(condition => condition.Words), .. benefit.Deliveries.Select(delivery => delivery.Words)],
                EntityRole = named.Count > 0 ? named[0].Role : "",
                EntityName = named.Count > 0 ? named[0].Name : "",
                EntityPhone = named.Count > 0 ? named[0].Phone : "",
                Others = [.. named.Skip(1)],
                Raw = string.Join('\n', benefit.RawLoop),
            };
        }
    }

    private static bool IsPlace(Condition271 condition) => condition is { Kind: X12Words.PlaceOfService, Code.Length: > 0 };
}
