namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the recorded names of a document's fields are called in front of people.</summary>
internal static class FieldWording
{
    /// <param name="qualifier">The service of a co-pay, in the page's words.</param>
    public static string LabelOf(string name, string? qualifier) => name switch
    {
        "outcome" => "Decision",
        "auth_number" => "Number",
        "service" => "Service",
        "code" => "Code",
        "units" => "Approved",
        "valid_from" => "Valid from",
        "valid_to" => "Valid to",
        "reason" => "Reason",
        "decided_on" => "Dated",
        "rendering_provider" => "Done by",
        "site" => "Done at",
        "peer_to_peer_by" => "Peer-to-peer by",
        "appeal_by" => "Appeal by",
        "respond_by" => "Respond by",
        "referred_to" => "Referred to",
        "referring_provider" => "Referred by",
        "visits" => "Visits",
        "urgency" => "Urgency",
        "diagnosis" => "Diagnosis",
        "icd10" => "ICD-10",
        "specialty" => "Specialty",
        "seen_on" => "Seen on",
        "payer" => "Payer",
        "plan" => "Plan",
        "member_id" => "Member id",
        "group" => "Group",
        "status" => "Coverage",
        "effective_from" => "In effect from",
        "effective_to" => "In effect to",
        "co_pay" => $"Co-pay{(qualifier is null ? "" : $", {qualifier}")}",
        "deductible" => "Deductible",
        "deductible_met" => "Deductible met",
        "out_of_pocket_max" => "Out-of-pocket maximum",
        "drug" => "Drug",
        "strength" => "Strength",
        "sig" => "Directions",
        "quantity" => "Quantity",
        "refills" => "Refills",
        "pharmacy" => "Pharmacy",
        "last_filled" => "Last filled",
        "prescriber" => "Prescriber",
        "rx_number" => "Rx number",
        "requester" => "Asked by",
        "purpose" => "Purpose",
        "what" => "What",
        "records_from" => "Records from",
        "records_to" => "Records to",
        "due" => "Due",
        "authority" => "By right of",
        "signer" => "To be signed by",
        "return_to" => "Return to",
        _ => name,
    };

    public static string Shown(string name, string? qualifier, string value) => name switch
    {
        "co_pay" or "deductible" or "deductible_met" or "out_of_pocket_max" => $"${value}",
        "units" or "visits" or "quantity" => qualifier is null ? value : $"{value} {qualifier}",
        _ => value,
    };
}
